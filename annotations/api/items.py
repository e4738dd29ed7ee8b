"""The dataset's rows: read, imported, withdrawn."""

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import study_run_by
from annotations.comparisons.exclusion import withdraw_item
from annotations.datasets.parsing import Content
from annotations.datasets.removing import remove_items
from annotations.datasets.services import import_dataset
from annotations.models import Item

from .schema import documented
from .serializers import ReasonSerializer, page_of
from .uploads import BODIES, PARSERS, ImportSerializer, answer_import, read_upload
from .views import ApiView


class ItemSerializer(serializers.ModelSerializer):
    """A question, or a patient's case."""

    # Typed by hand: a JSON field of a model may be anything, these are an object or null.
    extra = serializers.DictField()
    practice = serializers.DictField(allow_null=True)

    class Meta:
        model = Item
        fields = (
            "id",
            "external_id",
            "kind",
            "language",
            "category",
            "specialty",
            "prompt",
            "case",
            "reference",
            "extra",
            "practice",
            "content_sha256",
        )
        read_only_fields = fields


class WithdrawnSerializer(serializers.Serializer):
    """How many comparisons were withdrawn; what was judged stays."""

    comparisons = serializers.IntegerField()


class ItemsView(ApiView):
    """The study's items."""

    scopes = {"GET": "read", "POST": "setup", "DELETE": "setup"}
    parser_classes = PARSERS

    @documented("list_items", "items", answer=page_of(ItemSerializer), is_list=True)
    def get(self, request: Request, slug: str) -> Response:
        """The items in the order in which they came."""
        study = self.study(slug, study_run_by)
        return self.page(study.items.all(), ItemSerializer, ordering="pk")

    @documented("import_items", "items", answer=ImportSerializer, body=BODIES, changes=True)
    def post(self, request: Request, slug: str) -> Response:
        """Import a file or rows into a draft: all of it or, with bad rows, nothing."""
        study = self.study(slug, study_run_by)
        sent = read_upload(request, Content.ITEMS)
        report = import_dataset(study=study, by=request.user, **sent.asked)
        return answer_import(report, sent)

    @documented("remove_items", "items", answer=None, status=204, changes=True)
    def delete(self, request: Request, slug: str) -> Response:
        """Empty a draft of its items and their imported answers. Repeating it changes nothing."""
        remove_items(study=self.study(slug, study_run_by), by=request.user)
        return Response(status=204)


class ItemView(ApiView):
    """One item."""

    scopes = {"GET": "read", "DELETE": "setup"}

    @documented("read_item", "items", answer=ItemSerializer)
    def get(self, request: Request, slug: str, item: int) -> Response:
        """One item."""
        study = self.study(slug, study_run_by)
        return Response(ItemSerializer(get_object_or_404(study.items, pk=item)).data)

    @documented("remove_item", "items", answer=None, status=204, changes=True)
    def delete(self, request: Request, slug: str, item: int) -> Response:
        """Take it out of a draft, with its imported answers; generated ones keep it there."""
        study = self.study(slug, study_run_by)
        chosen = get_object_or_404(study.items, pk=item)
        remove_items(study=study, by=request.user, ids=[chosen.pk])
        return Response(status=204)


class WithdrawItemView(ApiView):
    """Take an item out of a running study."""

    scopes = {"POST": "run"}

    @documented(
        "withdraw_item", "items", answer=WithdrawnSerializer, body=ReasonSerializer, changes=True
    )
    def post(self, request: Request, slug: str, item: int) -> Response:
        """Withdraw the item's comparisons; what was judged stays and is exported as withdrawn."""
        study = self.study(slug, study_run_by)
        chosen = get_object_or_404(study.items, pk=item)
        reason = self.taken(ReasonSerializer)["reason"]
        count = withdraw_item(study=study, item=chosen, by=request.user, reason=reason)
        return Response(WithdrawnSerializer({"comparisons": count}).data)
