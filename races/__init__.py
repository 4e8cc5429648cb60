"""The race lab: what happens when everything happens at once, and when it stops.

Real PostgreSQL, real processes, barriers instead of sleeps. Every race has a control:
the same race with the guard off, which must break, or the race proves nothing.

    test_last_unit          the last pieces, the last use of a coupon, a one-time code
    test_gift_card          one card in many carts
    test_undoing            undone while it is packed
    test_one_cart           one cart ordered many times at once
    test_money              news of one payment from every side; cancelling, expiry and
                            packing in between
    test_paypal             PayPal's buyer comes back while its webhook comes, somebody
                            cancels, the order expires, and money is given back
    test_reminders          one cart, and several who would remind of it
    test_refunds            two members of staff, two workers
    test_statements         one bank statement taken in by several
    test_crashes            the process is killed before and after every outside call
                            and every commit; the shop converges
    test_any_order          card payments in any order, on any database: the books add
                            up and agree with Stripe's

`make races` runs it; CI does so with PostgreSQL. Without it, this says so. What can be
raced by threads on any database, SQLite too, is raced beside its subject
(catalog/stock/tests/test_races.py, checkout/flow/tests/test_races.py).
"""
