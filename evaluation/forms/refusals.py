"""A refusal of an action, put where the person can repair it."""

from django import forms

from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed, NotReady


def put_beside_fields(form: forms.Form, refused: DomainError) -> None:
    """Raises NotAllowed again: that one is nobody's to repair in a form."""
    if isinstance(refused, NotAllowed):
        raise refused
    if isinstance(refused, InvalidInput):
        for name, message in refused.errors.items():
            form.add_error(name if name in form.fields else None, message)
    elif isinstance(refused, NotReady):
        for problem in refused.problems:
            form.add_error(None, str(problem))
    else:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
