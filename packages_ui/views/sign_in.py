"""Signing in, and where it leads."""

from urllib.parse import urlencode

from django.contrib.auth.views import LoginView
from django.urls import reverse

from backoffice.sign_in import Limited
from packages_ui.views.station_cookie import station_of


class SignIn(LoginView):
    """On to where the person wanted to go; by way of the stations where it is not known where they work."""

    template_name = "login.html"
    authentication_form = Limited
    redirect_authenticated_user = True

    def get_success_url(self) -> str:
        wanted = self.get_redirect_url()
        knows = station_of(self.request) or not self.request.user.has_perm("packages_ui.view_packages")
        if not wanted or knows:
            return wanted or self.get_default_redirect_url()
        return f"{reverse('packages_ui:station_choose')}?{urlencode({'next': wanted})}"
