"""What both meshes are: a component that programs use, one for all of them."""

from typing import Self

import msgspec

from mainstay.catalog.kubernetes.base import K8sKind
from mainstay.model.cloud import CloudKind, Site
from mainstay.model.intent import Role
from mainstay.model.requirement import Access


class MeshKind(K8sKind, frozen=True, kw_only=True):
    """A mesh. A program is in it that uses it (`uses: [mesh]`), or is set to be (`set: {mesh: istio}`).

    Where none is, all are.
    """

    realises = frozenset({Role.RESOURCE})
    joined_as = "mesh"

    def placed(self, site: Site) -> Self:
        """Under the name that its objects must have."""
        return msgspec.structs.replace(super().placed(site), name=self.own_name())

    def own_name(self) -> str:
        """The name of its object: one for each namespace."""
        raise NotImplementedError

    def accepts(self, user: CloudKind, access: Access) -> str:
        """Programs in pods join it; nothing is read from it or written to it."""
        if access is not Access.CALL:
            return f"a mesh carries calls: there is nothing to {access.value}"
        joins = isinstance(user, K8sKind) and bool(user.realises) and "mesh" in user.__struct_fields__
        return "" if joins else "only programs in pods can join a mesh"
