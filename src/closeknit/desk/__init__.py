"""What people of the business keep that is no fact about anybody: saved questions, and whom they meant.

`tables` documents every column, `migrations` how the tables became so, `opening` gives a desk on which to
read and write, `copying` moves all of it elsewhere. Each subject has a module of its own: `segments`; for
those who log in and for programs `users`, `roles`, `logins` (how often in `tries`), `second_steps` (codes by
`one_time`), `api_keys`, `secrets`, `audit` and, for how long, `log_kept`.
Whatever names a customer or a person here names a key, never a number: numbers change with who is who.
"""
