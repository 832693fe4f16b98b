"""The addresses of the packages screens: the name of each is its verb."""

from django.urls import URLPattern, URLResolver, path

from packages_ui.views.batch import batch
from packages_ui.views.batch_cancel import batch_cancel
from packages_ui.views.batch_create import batch_create
from packages_ui.views.batch_pdf import batch_pdf
from packages_ui.views.batch_retry import batch_retry
from packages_ui.views.batches import batches
from packages_ui.views.counts import counts
from packages_ui.views.detail import detail
from packages_ui.views.item_counts import item_counts
from packages_ui.views.label import label
from packages_ui.views.label_file import label_file
from packages_ui.views.list import list_
from packages_ui.views.overview import overview
from packages_ui.views.reject import reject
from packages_ui.views.release import release
from packages_ui.views.shipping_method import shipping_method
from packages_ui.views.split import split
from packages_ui.views.update import update

app_name = "packages_ui"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview, name="overview"),
    path("packages/", list_, name="list"),
    path("packages/counts/", counts, name="counts"),
    path("packages/item-counts/", item_counts, name="item_counts"),
    path("packages/<str:number>/", detail, name="detail"),
    path("packages/<str:number>/update/", update, name="update"),
    path("packages/<str:number>/split/", split, name="split"),
    path("packages/<str:number>/reject/", reject, name="reject"),
    path("packages/<str:number>/shipping-method/", shipping_method, name="shipping_method"),
    path("packages/<str:number>/items/<str:item>/release/", release, name="release"),
    path("packages/<str:number>/label/", label, name="label"),
    path("labels/", batches, name="batches"),
    path("labels/<int:pk>/raw/", label_file, name="label_file"),
    path("labels/batches/", batch_create, name="batch_create"),
    path("labels/batches/<int:pk>/", batch, name="batch"),
    path("labels/batches/<int:pk>/labels.pdf", batch_pdf, name="batch_pdf"),
    path("labels/batches/<int:pk>/retry/", batch_retry, name="batch_retry"),
    path("labels/batches/<int:pk>/cancel/", batch_cancel, name="batch_cancel"),
]
