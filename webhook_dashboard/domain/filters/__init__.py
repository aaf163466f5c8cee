"""Filters: which events a webhook wants, by their data.

Stored as JSON in the operator syntax of Convoy and Outpost, edited as rows, evaluated in linear time,
explained in words.

    {"order.total": {"$gt": 100}, "order.source": "Online", "$or": [{"items[].sku": "A-1"}, {"vip": true}]}

- A field is a dotted path, see `domain/paths.py`; nested objects say the same. `items.0.sku` is one
  element, `items[].sku` and `items.$.sku` are any. What stands side by side is joined by AND.
- `$eq $neq $in $nin` compare with values; a list passes when one of its elements does. `$gt $gte $lt
  $lte $between` compare numbers, ISO 8601 times, or else text alphabetically. `$contains $startsWith
  $endsWith $regex` look into text, `$contains` into lists too. `$exist $empty $changed` take true or
  false; `changes.py` says what makes a field changed.
- `$and $or $not` join conditions; `$any $all` put them to the elements of a list, where paths start anew.
- Text is case-sensitive. A number is compared with text that holds one ("150.00") as a number, and the
  trace says so. A missing field fails every comparison, so it passes `$neq`, `$nin` and `$not`. Null is
  a value. `$all` of an empty list holds.
"""

from webhook_dashboard.domain.filters.explanation import Explanation, Step
from webhook_dashboard.domain.filters.filter import Filter, parse_filter
from webhook_dashboard.domain.filters.rows import AnyOfRows, FilterRow, from_rows, to_rows

__all__ = ["AnyOfRows", "Explanation", "Filter", "FilterRow", "Step", "from_rows", "parse_filter", "to_rows"]
