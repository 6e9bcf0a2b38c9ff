"""The building blocks of pages do what docs/frontend.md promises."""

from html.parser import HTMLParser

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory


class Tags(HTMLParser):
    """Every start tag with its attributes, for looking things up."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.found if name == tag]


class ProjectForm(forms.Form):
    name = forms.CharField(label="项目名称", help_text="与立项批复一致。")
    way = forms.ChoiceField(
        label="建设方式", choices=[("a", "修建"), ("b", "易地")], widget=forms.RadioSelect
    )


class ListForm(forms.Form):
    name = forms.CharField(label="项目名称", required=False)
    number = forms.CharField(label="文号", required=False)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("accepted", "已受理")]
    )
    builder = forms.CharField(label="建设单位", required=False)


def render(source: str, query: str = "", **context) -> str:
    request = RequestFactory().get(f"/list{query}")
    libraries = "{% load components forms lists %}"
    return Template(libraries + source).render(Context({"request": request, **context}))


def test_light_says_in_words_what_its_colour_shows():
    html = render("{% light 'red' '超期 2 个工作日' %}")
    assert "红灯：" in html
    assert "超期 2 个工作日" in html


def test_light_of_an_estimated_deadline_says_so():
    assert "（预估）" in render("{% light 'green' '剩 12 个工作日' estimated=True %}")


def test_status_in_an_unknown_tone_is_a_mistake_of_the_page():
    with pytest.raises(TemplateSyntaxError):
        render("{% status '已受理' 'purple' %}")


def test_the_tone_of_a_state_is_the_one_named_for_it_else_the_star_else_plain():
    source = '{{ state|tone:"sent=todo agreed=good *=blocked" }}'
    assert render(source, state="agreed") == "good"
    assert render(source, state="returned") == "blocked"
    assert render('{{ state|tone:"sent=todo" }}', state="returned") == "plain"


def test_an_empty_fact_is_a_dash_and_an_optional_one_is_left_out():
    assert "<dd>-</dd>" in render("{% fact '备注' note %}", note="")
    assert "备注" not in render("{% fact '备注' note optional=True %}", note="")
    assert "防火" in render("{% fact '备注' note optional=True %}", note="防火")


def test_steps_close_with_a_total_only_when_one_is_given():
    steps = [{"rule": "新建民用建筑", "formula": "1,000 × 6%", "result": "60.00"}]
    assert "合计（㎡）" in render('{% steps steps "合计（㎡）" "60.00" %}', steps=steps)
    assert "step-total" not in render("{% steps steps %}", steps=steps)


def test_field_names_its_help_and_its_error_to_screen_readers():
    form = ProjectForm({"name": ""})
    tags = Tags(render("{% field form.name %}", form=form))
    ids = {attrs.get("id") for _, attrs in tags.found}
    described_by = tags.named("input")[0]["aria-describedby"].split()
    assert described_by == ["id_name_helptext", "id_name_error"]
    assert set(described_by) <= ids


def test_required_field_says_so_in_words():
    assert "（必填）" in render("{% field form.name %}", form=ProjectForm())
    assert "（必填）" not in render("{% field form.name mark=False %}", form=ProjectForm())


def test_a_control_keeps_the_class_of_its_widget_and_takes_the_style_of_its_kind():
    class Row(forms.Form):
        agreed = forms.BooleanField()
        way = forms.ChoiceField(choices=[("a", "修建")])
        area = forms.CharField(widget=forms.TextInput({"class": "num"}))

    html = render("{% field form.agreed %}{% field form.way %}{% field form.area %}", form=Row())
    tags = Tags(html)
    assert [attrs["class"] for attrs in tags.named("input")] == [
        "form-check-input",
        "num form-control",
    ]
    assert tags.named("select")[0]["class"] == "form-select"


def test_field_in_a_table_keeps_its_label_for_screen_readers_only():
    labels = Tags(render("{% field form.name in_table=True %}", form=ProjectForm())).named("label")
    assert labels == [{"class": "visually-hidden", "for": "id_name"}]


def test_grid_of_fields_lines_labels_up_where_an_error_stands_below_one_of_them():
    source = (
        "{% field_grid columns=2 %}{% field form.name %}{% field form.way %}{% endfield_grid %}"
    )
    right, wrong = (
        render(source, form=ProjectForm(data)) for data in ({"name": "x", "way": "a"}, {})
    )
    assert '<div class="fields fields-2 fields-level">' in right
    assert '<div class="fields fields-2">' in wrong


def test_every_link_of_the_error_summary_leads_to_something_on_the_page():
    form = ProjectForm({})
    tags = Tags(render("{% error_summary form %}{% fields form.name form.way %}", form=form))
    ids = {attrs.get("id") for _, attrs in tags.found}
    links = [attrs["href"].removeprefix("#") for attrs in tags.named("a")]
    assert len(links) == 2
    assert set(links) <= ids


def test_nothing_to_mend_shows_no_summary():
    assert "errors" not in render("{% error_summary form %}", form=ProjectForm())


def test_error_summary_tells_the_row_of_a_formset():
    rows = forms.formset_factory(ProjectForm, extra=0)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-name": "1#", "form-0-way": "a"}
    )
    html = render("{% error_summary rows %}", rows=rows)
    assert "第 2 行项目名称" in html
    assert "第 1 行" not in html


def test_blank_row_of_a_formset_carries_no_number_yet():
    rows = forms.formset_factory(ProjectForm, can_delete=True)()
    assert 'name="form-__prefix__-name"' in render("{% formset_table rows '幢' %}", rows=rows)


def test_chip_takes_back_one_condition_and_keeps_the_others():
    query = "?name=%E6%BB%A8%E6%B1%9F&state=accepted&page=4"
    request = RequestFactory().get(f"/list{query}")
    html = render("{% query_form form %}", query, form=ListForm(request.GET))
    chips = [attrs["href"] for attrs in Tags(html).named("a") if attrs.get("class") == "chip"]
    assert chips == ["?state=accepted", "?name=%E6%BB%A8%E6%B1%9F"]
    assert "状态：已受理" in html


def test_more_conditions_are_open_when_one_of_them_is_set():
    form = ListForm({"builder": "江州"})
    details = Tags(render("{% query_form form %}", "?builder=x", form=form)).named("details")
    assert "open" in details[0]


def test_sorting_again_turns_the_order_round():
    head = Tags(render("{% sort_head '期限' 'due' %}", "?order=due&page=3"))
    assert head.named("th")[0]["aria-sort"] == "ascending"
    assert head.named("a")[0]["href"] == "?order=-due"


def test_turning_a_page_keeps_conditions_and_page_size():
    page = Paginator(range(200), 20).page(2)
    html = render("{% pagination page '件' %}", "?name=x&size=20&page=2", page=page)
    following = [attrs["href"] for attrs in Tags(html).named("a") if attrs.get("rel") == "next"]
    assert following == ["?name=x&page=3&size=20"]
    assert "共 200 件" in html


def test_text_from_users_is_escaped_in_every_tag():
    html = render(
        "{% status x %}{% copyable x %}{% empty x %}{% notice x %}{% fact x x %}{% tile x 1 %}"
        "{% tab x '/' %}{% card x %}{% endcard %}{% identity_bar x %}{% endidentity_bar %}",
        x="<b>滨江</b>",
    )
    assert "<b>" not in html
