"""Who earns by what a note shows says so. Where the shop gives a commission, the note says it by itself."""

from __future__ import annotations

from dataclasses import replace

from community.earnings.selectors import giving
from content.posts.drafts import Draft
from content.posts.models import Disclosure, Post, PostProduct


def disclosed(draft: Draft) -> Draft:
    """The draft, with the label that is due: an author who says nothing but earns by a product earns a commission.
    A shop's own note about its own goods is plain as it is."""
    if draft.disclosure != Disclosure.NONE:
        return draft
    foreign = [tag.product for tag in draft.tags if draft.shop is None or tag.product.shop_id != draft.shop.pk]
    return replace(draft, disclosure=Disclosure.COMMISSION) if foreign and giving(foreign) else draft


def disclose(*, shop_pk: int, product_pk: int | None) -> int:
    """A shop gives a commission from now on: notes that show its goods and said nothing say so, too."""
    shown = PostProduct.objects.filter(product__shop=shop_pk)
    if product_pk is not None:
        shown = shown.filter(product=product_pk)
    silent = Post.objects.filter(disclosure=Disclosure.NONE, pk__in=shown.values("post"))
    return silent.exclude(shop=shop_pk).update(disclosure=Disclosure.COMMISSION)
