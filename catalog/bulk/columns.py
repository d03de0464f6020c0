"""The columns of an import file; docs/import.md explains them to merchants."""

from __future__ import annotations

REQUIRED = ("product", "title", "category", "sku", "price")
OPTIONAL = (
    "subtitle",
    "description",
    "language",
    "option1",
    "value1",
    "option2",
    "value2",
    "option3",
    "value3",
    "stock",
    "weight",
    "attributes",
)
COLUMNS = (
    "product", "title", "subtitle", "category", "description", "language", "option1", "value1", "option2", "value2",
    "option3", "value3", "sku", "price", "stock", "weight", "attributes",
)  # fmt: skip
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # how a formula begins
OTHER_NAMES = {
    "商品": "product",
    "商品编号": "product",
    "标题": "title",
    "商品标题": "title",
    "副标题": "subtitle",
    "类目": "category",
    "描述": "description",
    "语言": "language",
    "规格1": "option1",
    "规格值1": "value1",
    "规格2": "option2",
    "规格值2": "value2",
    "规格3": "option3",
    "规格值3": "value3",
    "货号": "sku",
    "价格": "price",
    "库存": "stock",
    "重量": "weight",
    "属性": "attributes",
}


def _example(**cells: str) -> tuple[str, ...]:
    same = {"product": "cup-01", "title": "天青手拉坯茶杯", "category": "cups", "option1": "颜色", "price": "58"}
    return tuple((same | cells).get(column, "") for column in COLUMNS)


EXAMPLE = (
    _example(value1="天青", sku="CUP-01-SKY", stock="20", weight="300", attributes="material.ceramic; made.handmade"),
    _example(value1="月白", sku="CUP-01-MOON", stock="12", weight="300"),
)
