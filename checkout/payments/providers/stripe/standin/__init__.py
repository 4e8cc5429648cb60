"""A server of our own that speaks Stripe's HTTP, so that the real library runs
where no keys are set: on a laptop, in tests, in the demo shop.

What it knows is kept in the shop's database (`StandinObject`), not in a file of
its own: web and workers see one truth on SQLite and on PostgreSQL, a webhook to
send is a job written in the transaction that decided it, and a test that rolls
back leaves nothing behind. Beside real keys the table stays empty and none of
these pages exists.
"""
