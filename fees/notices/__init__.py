"""缴费通知书 and 征收决定书: demand what is owed on an assessment, with a day to pay by.

A notice follows a permit; a builder who never applied gets a decision, and so does one who did not
pay the notice.
Law: 财税〔2020〕58号; 行政复议法 art. 20; 行政诉讼法 art. 46.

Both oblige from their service on; a decision that is served ends the notices whose place it takes.

Acts: 签发缴费通知书 and 签发征收决定书 (``acts.issue_payment_notice``; collection calls
``issue_demand`` inside its own acts).

Start with ``acts``. ``rules`` has the days and the channel, ``papers`` both letters with their
annexes.
"""
