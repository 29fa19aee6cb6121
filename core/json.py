"""JSON in which decimal numbers are read as Decimal: 8800.10 stays 8800.10."""

import json
from decimal import Decimal


class ExactDecoder(json.JSONDecoder):
    def __init__(self, **options):
        super().__init__(parse_float=Decimal, **options)
