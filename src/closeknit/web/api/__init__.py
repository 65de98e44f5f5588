"""What programs ask: the same answers as pages, as JSON, by calls that are declared like pages.

A `Call` says its address, its parameters with their types, the least role it takes and the form it gives; the
route, the checks and the OpenAPI document are made from that one declaration.
"""
