"""The place people work in: pages made on the server, readable without scripts.

`serving` starts it; `app` puts it together; `guard` lets in who may; `pages` holds what people see, a module
for each place of the menu. Pages only show: what they show comes from `business` and `briefings`.
"""
