"""Addresses: the project's own; the screens are packages_ui's."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path

from backoffice import health, language, metrics
from backoffice.sign_in import LimitedForStaff
from packages_ui.views.stations.this_browser import SignIn

admin.site.login_form = LimitedForStaff

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", health.livez),
    path("readyz", health.readyz),
    path("metrics", metrics.metrics),
    path("login/", SignIn.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("language/", login_not_required(language.choose_language), name="set_language"),
    path("language/<str:code>.js", login_not_required(language.script), name="language_script"),
    path("admin/", admin.site.urls),
    path("", include("packages_ui.urls")),
]
