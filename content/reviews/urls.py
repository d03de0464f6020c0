"""Addresses of reviews (namespace `reviews`); the shop's pages are exported as `merchant_urls`."""

from django.urls import URLPattern, path

from content.reviews.views import merchant, reading, writing

urlpatterns: list[URLPattern] = [
    path("products/<str:slug>/reviews/", reading.product_reviews, name="product"),
    path("reviews/<str:key>/helpful/", reading.helpful, name="helpful"),
    path("orders/<str:number>/review/", writing.order_review, name="order"),
    path("me/reviews/", writing.to_write, name="mine"),
    path("me/reviews/written/", writing.written, name="mine-written"),
    path("me/reviews/<str:key>/add/", writing.add, name="add"),
    path("me/reviews/<str:key>/note/", writing.note, name="note"),
]
merchant_urls: list[URLPattern] = [
    path("reviews/", merchant.review_list, name="reviews"),
    path("reviews/<str:key>/", merchant.reply, name="review-reply"),
]
