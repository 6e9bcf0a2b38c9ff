"""Money and areas survive the database to the last 分 on both engines."""

import contextlib
from decimal import Decimal

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.core.validators import MinValueValidator
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.test.utils import isolate_apps

from renfang.quantities import forms
from renfang.quantities.fields import AreaField, DepthField, MoneyField, square_metres, yuan


@pytest.fixture
def charges(db):
    """A manager of a throw-away table that vanishes with the test's transaction."""
    with isolate_apps("renfang.quantities"):

        class Charge(models.Model):
            payable = MoneyField("应缴", default=Decimal("0.00"))
            paid = MoneyField("已缴", null=True, validators=[MinValueValidator(Decimal(0))])
            required_area = AreaField("应建面积", default=Decimal("0.00"))
            storeys = models.IntegerField(default=1)

            class Meta:
                app_label = "quantities"

        editor = connection.schema_editor()
        editor.deferred_sql = []
        with connection.cursor() as cursor:
            cursor.execute(*editor.table_sql(Charge))
        yield Charge.objects


@pytest.mark.parametrize(
    "amount",
    ["0.00", "0.01", "-0.01", "99999999999999.99", "-9999999999999999.99", "92233720368547758.07"],
)
def test_amount_reads_back_exactly_as_saved(charges, amount):
    saved = charges.create(payable=Decimal(amount))
    read = charges.get(pk=saved.pk).payable
    assert (read, str(read)) == (Decimal(amount), amount)


def test_sum_found_after_adding_twenty_fen_in_the_database(charges):
    charges.create(payable=Decimal("0.10"))
    charges.update(payable=F("payable") + yuan("0.20"))
    assert charges.get(payable=Decimal("0.30")).payable == Decimal("0.30")


def test_adding_a_bare_decimal_to_a_column_is_refused_not_taken_for_fen(charges):
    charge = charges.create(payable=Decimal("10.00"))
    with pytest.raises(FieldError), transaction.atomic():
        charges.update(payable=F("payable") + Decimal(1))
    with pytest.raises(FieldError):
        charges.filter(payable__gt=F("payable") - Decimal(1)).exists()
    with pytest.raises(FieldError):
        charges.filter(payable__in=[Value(Decimal(10))]).exists()
    charge.payable = F("payable") + 1
    with pytest.raises(FieldError), transaction.atomic():
        charge.save()
    assert charges.get().payable == Decimal("10.00")


def test_money_cannot_be_added_to_an_area(charges):
    charges.create()
    with pytest.raises(FieldError):
        charges.update(payable=F("payable") + F("required_area"))
    with pytest.raises(FieldError):
        charges.update(payable=square_metres(1))


def test_money_times_a_count_is_money(charges):
    charges.create(payable=Decimal("12.35"), storeys=3)
    assert charges.annotate(total=F("payable") * F("storeys")).get().total == Decimal("37.05")
    assert charges.annotate(total=2 * F("payable")).get().total == Decimal("24.70")


def test_aggregates_come_back_as_yuan(charges):
    for amount, paid in (("1.10", "1.00"), ("2.20", None), ("0.05", "0.05")):
        charges.create(payable=Decimal(amount), paid=paid and Decimal(paid))
    totals = charges.aggregate(
        total=Sum("payable"),
        largest=models.Max("payable"),
        owed=Sum(F("payable") - Coalesce("paid", yuan(0))),
        unpaid=Coalesce(Sum("payable", filter=Q(paid=None)), yuan(0)),
        none=Coalesce(Sum("payable", filter=Q(payable__lt=0)), yuan(0)),
        rows=Count("pk"),
    )
    assert totals == {
        "total": Decimal("3.35"),
        "largest": Decimal("2.20"),
        "owed": Decimal("2.30"),
        "unpaid": Decimal("2.20"),
        "none": Decimal("0.00"),
        "rows": 3,
    }
    assert isinstance(totals["total"], Decimal)


def test_case_and_subquery_keep_the_unit(charges):
    charges.create(payable=Decimal("5.50"), storeys=2)
    owed = Case(When(storeys__gt=1, then=F("payable")), default=yuan(0))
    latest = Subquery(charges.filter(storeys=OuterRef("storeys")).values("payable")[:1])
    row = charges.annotate(owed=owed, latest=latest).get()
    assert (row.owed, row.latest) == (Decimal("5.50"), Decimal("5.50"))
    assert charges.filter(payable__gte=latest).count() == 1


@pytest.mark.parametrize(
    ("lookup", "found"),
    [
        ({"payable": Decimal("1.50")}, 1),
        ({"payable": "1.5"}, 1),
        ({"payable__gt": Decimal("1.49")}, 1),
        ({"payable__gte": Decimal("1.51")}, 0),
        ({"payable__lt": 2}, 1),
        ({"payable__lte": Decimal("1.50")}, 1),
        ({"payable__range": (Decimal("1.00"), Decimal("1.50"))}, 1),
        ({"payable__in": [Decimal("1.50"), Decimal("9.00")]}, 1),
        ({"paid__isnull": True}, 1),
        ({"paid": None}, 1),
    ],
)
def test_lookups_take_yuan(charges, lookup, found):
    charges.create(payable=Decimal("1.50"))
    assert charges.filter(**lookup).count() == found


def test_order_values_and_bulk_writes(charges):
    model = charges.model
    charges.bulk_create(model(payable=Decimal(n) / 100) for n in (250, 5, 100))
    assert list(charges.order_by("payable").values_list("payable", flat=True)) == [
        Decimal("0.05"),
        Decimal("1.00"),
        Decimal("2.50"),
    ]
    rows = list(charges.all())
    for row in rows:
        row.payable += Decimal("0.01")
    charges.bulk_update(rows, ["payable"])
    assert charges.aggregate(Sum("payable"))["payable__sum"] == Decimal("3.58")


@pytest.mark.parametrize("value", [0.1, 1.0, True, float("nan")])
def test_float_is_refused(value):
    with pytest.raises(TypeError):
        MoneyField().get_prep_value(value)
    with pytest.raises(ValidationError):
        MoneyField().to_python(value)


@pytest.mark.parametrize(
    "value", ["1e3", "1_000", "١٢", "12,3", "", " 1", "NaN", Decimal("NaN"), Decimal("Infinity")]
)
def test_unusual_numbers_are_refused(value):
    with pytest.raises(ValueError, match="is not"):
        MoneyField().get_prep_value(value)


@pytest.mark.parametrize("value", ["2.665", Decimal("0.125"), Decimal("0.001")])
def test_a_third_decimal_is_refused_never_rounded(value):
    with pytest.raises(ValueError, match="more than 2 decimals"):
        MoneyField().get_prep_value(value)
    with pytest.raises(ValidationError):
        MoneyField().clean(value, None)


def test_zeros_behind_the_scale_are_harmless():
    assert MoneyField().get_prep_value(Decimal("1.5000")) == 150


def test_amount_beyond_the_column_is_refused():
    with pytest.raises(OverflowError):
        MoneyField().get_prep_value(Decimal("92233720368547758.08"))
    with pytest.raises(ValidationError):
        MoneyField().to_python("92233720368547758.08")


def test_no_table_keeps_a_fraction_of_a_fen(charges):
    """SQLite would, in a bigint column, but for the check; PostgreSQL makes it whole."""
    charges.create(payable=Decimal("0.10"))
    table = charges.model._meta.db_table
    with connection.cursor() as cursor:
        with contextlib.suppress(IntegrityError), transaction.atomic():
            cursor.execute(f"UPDATE {table} SET payable = 10.4")
        cursor.execute(f"SELECT payable FROM {table}")
        assert cursor.fetchall() == [(10,)]


def test_average_asks_for_an_output_field(charges):
    charges.create(payable=Decimal("0.01"))
    charges.create(payable=Decimal("0.02"))
    with pytest.raises(TypeError, match="output_field"):
        charges.aggregate(models.Avg("payable"))


def test_validators_compare_yuan(charges):
    charge = charges.model(payable=Decimal(1), paid=Decimal("-0.01"))
    with pytest.raises(ValidationError) as refusal:
        charge.full_clean()
    assert list(refusal.value.message_dict) == ["paid"]


@pytest.mark.parametrize(
    ("field", "form_class"),
    [
        (MoneyField, forms.AmountField),
        (AreaField, forms.AreaFormField),
        (DepthField, forms.DepthFormField),
    ],
)
def test_each_field_has_its_form_field_and_migrates(field, form_class):
    _name, _path, args, kwargs = field("应缴", null=True, blank=True).deconstruct()
    assert (args, kwargs) == ([], {"verbose_name": "应缴", "null": True, "blank": True})
    form_field = field("应缴", blank=True).formfield()
    assert isinstance(form_field, form_class)
    assert (form_field.required, form_field.label) == (False, "应缴")


def test_serialised_value_loads_back(charges):
    charge = charges.model(payable=Decimal("1234.50"))
    field = charge._meta.get_field("payable")
    assert field.value_to_string(charge) == "1234.50"
    assert field.to_python(field.value_to_string(charge)) == Decimal("1234.50")


@isolate_apps("renfang.quantities")
def test_float_default_is_a_system_check_error():
    class Charge(models.Model):
        payable = MoneyField(default=0.1)

        class Meta:
            app_label = "quantities"

    assert "quantities.E001" in [problem.id for problem in Charge.check()]
