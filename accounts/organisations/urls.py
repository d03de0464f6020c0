from django.urls import path

from accounts.organisations import platform_views, views

merchant_urls = [
    path("apply/", views.apply, name="apply"),
    path("staff/", views.staff, name="staff"),
    path("staff/<str:key>/", views.staff_member, name="staff-member"),
    path("staff/<str:key>/remove/", views.staff_remove, name="staff-remove"),
    path("staff/<str:key>/restore/", views.staff_restore, name="staff-restore"),
    path("invitations/<str:key>/withdraw/", views.invitation_withdraw, name="invitation-withdraw"),
    path("join/<str:token>/", views.invitation, name="invitation"),
]
platform_urls = [
    path("applications/", platform_views.application_list, name="applications"),
    path("applications/<str:key>/", platform_views.application_detail, name="application"),
    path("applications/<str:key>/approve/", platform_views.application_approve, name="application-approve"),
    path("applications/<str:key>/reject/", platform_views.application_reject, name="application-reject"),
    path("applications/<str:key>/suspend/", platform_views.merchant_suspend, name="merchant-suspend"),
    path("applications/<str:key>/reopen/", platform_views.merchant_reopen, name="merchant-reopen"),
    path("users/", platform_views.user_list, name="users"),
    path("users/<str:handle>/", platform_views.user_detail, name="user"),
    path("users/<str:handle>/suspend/", platform_views.user_suspend, name="user-suspend"),
    path("users/<str:handle>/reactivate/", platform_views.user_reactivate, name="user-reactivate"),
    path("users/<str:handle>/roles/", platform_views.role_grant, name="role-grant"),
    path("users/<str:handle>/roles/<str:key>/withdraw/", platform_views.role_withdraw, name="role-withdraw"),
]
