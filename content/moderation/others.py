"""The other kinds: people, groups, messages, products."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.identity.models import User
from catalog.products.models import ListingStatus, Product
from catalog.products.services import list_again, unlist
from catalog.storefront.selectors import listed_product
from community.graph.selectors.people import person_for
from community.groups.models import Group, LogAction
from community.groups.selectors import group_for
from community.groups.services import write_down
from community.messaging.models import Message
from community.messaging.selectors import room_for
from community.messaging.wire import announce_room
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from content.moderation.models import Kind, Outcome
from content.moderation.things import ALWAYS, Found, Thing, register_thing


class People(Thing):
    """A profile: name, words, picture. Covering it leaves the handle and nothing else."""

    kind = Kind.PERSON
    can = ALWAYS | {Outcome.MASK}

    def for_reader(self, viewer: Any, key: str) -> Found:
        return self._found(person_for(viewer, handle=key))

    def by_pk(self, pk: int) -> Found | None:
        person = User.objects.select_related("avatar").filter(pk=pk).first()
        return self._found(person) if person else None

    def _found(self, person: User) -> Found:
        return Found(
            self.kind,
            person.pk,
            person.handle,
            author=person,
            title=person.display_name,
            text=person.bio,
            url=reverse("community:profile", args=[person.handle]),
            pictures=[person.avatar] if person.avatar else [],
            is_shown=person.is_active,
        )

    def rewrite(self, pk: int, *, title: str, text: str) -> bool:
        return bool(User.objects.filter(pk=pk).update(display_name=title[:40], bio=text[:200]))

    def drop_pictures(self, pk: int) -> None:
        User.objects.filter(pk=pk).update(avatar=None)


class Groups(Thing):
    """A group's own face; what stands in it is reported by itself. Taking it away closes it."""

    kind = Kind.GROUP
    can = ALWAYS | {Outcome.MASK, Outcome.DELETE}

    def for_reader(self, viewer: Any, key: str) -> Found:
        return self._found(group_for(viewer, slug=key))

    def by_pk(self, pk: int) -> Found | None:
        group = Group.objects.select_related("cover", "founder").filter(pk=pk).first()
        return self._found(group) if group else None

    def _found(self, group: Group) -> Found:
        owner = group.members.filter(role="owner").select_related("user").first()
        return Found(
            self.kind,
            group.pk,
            group.slug,
            author=owner.user if owner else group.founder,
            title=group.name,
            text=group.about,
            url=reverse("community:group", args=[group.slug]),
            pictures=[group.cover] if group.cover else [],
            is_shown=not group.is_closed,
        )

    def rewrite(self, pk: int, *, title: str, text: str) -> bool:
        return bool(Group.objects.filter(pk=pk).update(name=title[:30], about=text[:500]))

    def drop_pictures(self, pk: int) -> None:
        Group.objects.filter(pk=pk).update(cover=None)

    def delete(self, pk: int) -> bool:
        if not Group.objects.filter(pk=pk, closed_at=None).update(closed_at=now()):
            return False
        write_down(group=Group.objects.get(pk=pk), actor=None, action=LogAction.CLOSED)
        return True

    def show(self, pk: int) -> bool:
        return bool(Group.objects.filter(pk=pk, closed_at__isnull=False).update(closed_at=None))


class Messages(Thing):
    """One message, reported by somebody who reads the conversation. Moderators see this one, not the talk around it."""

    kind = Kind.MESSAGE
    can = ALWAYS | {Outcome.HIDE}

    def for_reader(self, viewer: Any, key: str) -> Found:
        message = get_or_missing(self._rows().filter(hidden_at=None, taken_back_at=None), key=key)
        room_for(viewer, message.conversation)
        return self._found(message)

    def by_pk(self, pk: int) -> Found | None:
        message = self._rows().filter(pk=pk).first()
        return self._found(message) if message else None

    def _rows(self) -> QuerySet[Message]:
        return Message.objects.select_related("sender", "conversation__shop__merchant", "conversation__customer")

    def _found(self, message: Message) -> Found:
        return Found(
            self.kind,
            message.pk,
            message.key,
            author=message.sender,
            text=message.body,
            url=reverse("community:conversation", args=[message.conversation.token]),
            is_shown=message.hidden_at is None,
        )

    def hide(self, pk: int) -> bool:
        return self._turn(pk, before=None, after=now())

    def show(self, pk: int) -> bool:
        return self._turn(pk, before=now(), after=None)

    def _turn(self, pk: int, *, before: Any, after: Any) -> bool:
        rows = Message.objects.filter(pk=pk, hidden_at__isnull=before is None)
        if not rows.update(hidden_at=after):
            return False
        announce_room(self._rows().get(pk=pk).conversation.token)
        return True


class Products(Thing):
    """What a shop sells. Hiding takes it off sale; it comes back through a review, or when it is shown again here."""

    kind = Kind.PRODUCT
    can = ALWAYS | {Outcome.HIDE}

    def for_reader(self, viewer: Any, key: str) -> Found:
        return self._found(listed_product(key))

    def by_pk(self, pk: int) -> Found | None:
        product = Product.objects.select_related("cover").filter(pk=pk).first()
        return self._found(product) if product else None

    def _found(self, product: Product) -> Found:
        return Found(
            self.kind,
            product.pk,
            product.slug,
            title=product.title,
            text=product.description[:2_000],
            url=reverse("catalog:product", args=[product.slug]),
            pictures=[product.cover] if product.cover else [],
            is_shown=product.is_listed,
        )

    def hide(self, pk: int) -> bool:
        product = Product.objects.get(pk=pk)
        if not product.is_listed:
            return False
        unlist(product=product)
        Product.objects.filter(pk=pk).update(status=ListingStatus.REJECTED)
        return True

    def show(self, pk: int) -> bool:
        if not Product.objects.filter(pk=pk, status=ListingStatus.REJECTED).update(status=ListingStatus.UNLISTED):
            return False
        list_again(product=Product.objects.get(pk=pk))
        return True


for thing in (People(), Groups(), Messages(), Products()):
    register_thing(thing)
