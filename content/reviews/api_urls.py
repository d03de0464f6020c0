"""Addresses of reviews in the API."""

from django.urls import URLPattern, path

from content.reviews import api

urlpatterns: list[URLPattern] = [
    path("products/<str:slug>/reviews/", api.ProductReviews.as_view(), name="api-product-reviews"),
    path("orders/<str:number>/reviews/", api.OrderReviews.as_view(), name="api-order-reviews"),
    path("reviews/<str:key>/addition/", api.ReviewAddition.as_view(), name="api-review-addition"),
    path("reviews/<str:key>/note/", api.ReviewNoteView.as_view(), name="api-review-note"),
    path("reviews/<str:key>/helpful/", api.ReviewHelpful.as_view(), name="api-review-helpful"),
    path("merchant/reviews/", api.MerchantReviews.as_view(), name="api-merchant-reviews"),
    path("merchant/reviews/<str:key>/reply/", api.MerchantReviewReply.as_view(), name="api-merchant-review-reply"),
]
