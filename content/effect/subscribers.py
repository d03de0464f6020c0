"""A product put into the cart by somebody who came by a note is told to that note."""

from __future__ import annotations

from accounts.identity.models import User
from community.referral.models import CLICK_TO_ORDER, Target, Visitor
from community.referral.selectors.clicks import last_click
from config.kernel.clock import now
from config.kernel.events import subscribe
from content.effect.services import note_cart
from content.effect.viewers import mark_of
from content.posts.models import PostProduct
from orders.cart.events import PutInCart


@subscribe(PutInCart)
def tell_the_note(event: PutInCart) -> None:
    """By the same rule that attributes orders: the last link opened within seven days, if it led to a note with it."""
    browsers = list(Visitor.objects.filter(user=event.user_id).values_list("key", flat=True))
    click = last_click(browsers, since=now() - CLICK_TO_ORDER, not_of=[event.user_id]) if browsers else None
    if click is None or click.link.target != Target.NOTE:
        return
    shown = PostProduct.objects.filter(post__key=click.link.ref, product=event.product_id)
    person = User.objects.filter(pk=event.user_id).first()
    if person and (post := shown.values_list("post_id", flat=True).first()):
        note_cart(post_pk=post, user_pk=person.pk, viewer=mark_of(person))
