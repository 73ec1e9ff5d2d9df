"""Partners: asked by the lead, answering for themselves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import business_number
from accounts.models import Organisation, Role, User
from accounts.requests import ArrivedRequest, SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import DomainError, InvalidInput, StaleVersion, require
from projects import access, terms
from projects.actions.accept_invitation import accept_invitation
from projects.actions.decline_partnership import decline_partnership
from projects.actions.edit_partner import edit_partner
from projects.actions.give_consent import give_consent
from projects.actions.invite_partner import invite_partner
from projects.actions.remove_partner import remove_partner
from projects.actions.resend_invitation import resend_invitation
from projects.forms.budget import cards
from projects.forms.proposals import ConsentForm, DeclineForm, InviteForm, JoinForm, PartnerForm
from projects.models import Partner, Proposal
from projects.queries.consents import terms_last_consented
from projects.queries.plants import plants_of, verdicts_on
from projects.states import PartnerStatus
from projects.views.desk import Desk, open_desk, peek

# --- The lead's side -----------------------------------------------------------------------


@for_audience("company")
def partner_invite(request: SignedInRequest, ref: str) -> HttpResponse:
    """Ask an organisation to take part. Its name is shown before anybody is asked."""
    desk = open_desk(request, ref)
    require(desk.may_edit and "partners" in desk.open_steps, _("Partners cannot be invited now."))
    form = InviteForm(request.POST or None)
    looking = "lookup" in request.POST
    if request.method == "POST" and not looking and form.is_valid():
        try:
            partner = invite_partner(desk.proposal, by=request.user, at=request.arrived_at, **form.cleaned_data)
        except InvalidInput as refused:
            _show(refused, form)
        else:
            messages.success(request, _("%(partner)s has been invited.") % {"partner": partner})
            return redirect(_partners_url(ref))
    if looking:
        form = InviteForm(initial={name: request.POST.get(name, "") for name in form.fields})
    context = desk.frame("partners") | {"form": form, "found": _found(desk, request.POST.get("brn", ""))}
    return render(request, "projects/proposals/partner_invite.html", context, status=422 if form.errors else 200)


@for_audience("company")
def partner_lookup(request: SignedInRequest, ref: str) -> HttpResponse:
    """Whose business number is this? A part of the invitation page."""
    proposal = get_object_or_404(Proposal.objects.visible_to(request.user), ref=ref)
    require(access.may_edit(request.user, proposal))
    desk = peek(request, ref)
    return render(request, "projects/proposals/_lookup.html", {"found": _found(desk, request.GET.get("brn", ""))})


def _found(desk: Desk, typed: str) -> dict[str, Any] | None:
    """What is known of a number, for the person about to invite it; None while nothing was typed."""
    number = business_number.digits(typed)
    if len(number) < 10:
        return None
    organisation = Organisation.objects.filter(brn=number).first()
    there = any(number in (partner.invited_brn, getattr(partner.organisation, "brn", "")) for partner in desk.dossier.partners)
    return {"number": number, "organisation": organisation, "is_there": there, "is_valid": business_number.is_valid(number)}


@for_audience("company")
def partner_edit(request: SignedInRequest, ref: str, pk: int) -> HttpResponse:
    """A partner's role, work and plant; by the lead's people or its own, who choose their plant before they consent."""
    desk = peek(request, ref)
    partner = _partner(desk, pk)
    require(partner in desk.open_parts("partners"), _("This part cannot be changed now."))
    plants = plants_of([partner.organisation_id]) if partner.organisation_id and not partner.is_lead else []
    form = PartnerForm(request.POST or None, partner=partner, plants=plants, may_set_role=desk.may_edit)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            edit_partner(
                partner,
                role=typed.get("role"),
                task=typed["task"],
                plant=typed.get("plant"),
                base_version=typed["version"],
                by=request.user,
                at=request.arrived_at,
            )
        except InvalidInput as refused:
            _show(refused, form)
        except StaleVersion as stale:
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["version"] = stale.version  # type: ignore[index]
            form.add_error(
                None,
                _("Somebody else changed this meanwhile. It now says: %(task)s Save again if yours shall count.") % stale.current,
            )
        else:
            messages.success(request, _("Saved."))
            return redirect(_after_edit(desk, partner))
    context = desk.frame("partners") | {
        "partner": partner,
        "form": form,
        "verdicts": [
            (plant, verdict)
            for plant, verdict in zip(plants, verdicts_on(plants, desk.proposal.call, is_lead=False).values(), strict=True)
        ],
        "voids": partner.status == PartnerStatus.CONSENTED and not partner.is_lead,
    }
    return render(request, "projects/proposals/partner_edit.html", context, status=422 if form.errors else 200)


def _after_edit(desk: Desk, partner: Partner) -> str:
    """The lead's people go back to the list, a partner's own to what they are asked to consent to."""
    if desk.may_edit:
        return _partners_url(desk.proposal.ref, partner.pk)
    return reverse("projects:partner-consent", args=[desk.proposal.ref, partner.pk])


@for_audience("company")
@require_POST
def partner_resend(request: SignedInRequest, ref: str, pk: int) -> HttpResponse:
    desk = open_desk(request, ref)
    require(desk.may_edit)
    partner = _partner(desk, pk)
    try:
        resend_invitation(partner, by=request.user, at=request.arrived_at)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("%(partner)s has been asked again.") % {"partner": partner})
    return redirect(_partners_url(ref, pk))


@for_audience("company")
@require_POST
def partner_remove(request: SignedInRequest, ref: str, pk: int) -> HttpResponse:
    desk = open_desk(request, ref)
    partner = next((one for one in desk.dossier.partners if one.pk == pk), None)
    if partner is not None:  # a second click finds nobody, and that is what was wanted
        remove_partner(partner, by=request.user, at=request.arrived_at)
        messages.success(request, _("%(partner)s has been taken out of the proposal.") % {"partner": partner})
    return redirect(_partners_url(ref))


# --- The partner's side ------------------------------------------------------------------------


@for_audience("company")
def partner_consent(request: SignedInRequest, ref: str, pk: int) -> HttpResponse:
    """Exactly what an organisation is asked to say yes to; its owner says it here."""
    desk = peek(request, ref)
    partner = _partner(desk, pk)
    require(_belongs(request.user, partner) or desk.may_edit)
    form = ConsentForm(request.POST if "consent" in request.POST else None)
    if request.method == "POST" and form.is_valid():
        try:
            give_consent(
                partner,
                digest=form.cleaned_data["digest"],
                declarations=form.declarations,
                by=request.user,
                at=request.arrived_at,
            )
        except StaleVersion as stale:
            messages.warning(request, str(stale))
            return redirect("projects:partner-consent", ref, pk)
        messages.success(request, _("Your consent has been recorded."))
        return redirect("projects:proposal-detail", ref)
    return _consent_page(request, desk, partner, form, DeclineForm())


@for_audience("company")
@require_POST
def partner_decline(request: SignedInRequest, ref: str, pk: int) -> HttpResponse:
    desk = peek(request, ref)
    partner = _partner(desk, pk)
    require(_belongs(request.user, partner))
    form = DeclineForm(request.POST)
    if form.is_valid():
        decline_partnership(partner, reason=form.cleaned_data["reason"], by=request.user, at=request.arrived_at)
        messages.success(request, _("You have declined. The lead has been told."))
        return redirect("projects:proposal-list")
    return _consent_page(request, desk, partner, ConsentForm(), form)


def _consent_page(
    request: SignedInRequest, desk: Desk, partner: Partner, form: ConsentForm, decline: DeclineForm
) -> HttpResponse:
    now = desk.dossier.terms(partner)
    before = terms_last_consented(partner)
    form.initial["digest"] = desk.dossier.terms_digest(partner)
    context = {
        "desk": desk,
        "dossier": desk.dossier,
        "proposal": desk.proposal,
        "partner": partner,
        "card": next(card for card in cards(desk.dossier, ()) if card.partner.pk == partner.pk),
        "verdict": desk.dossier.eligibility[partner.pk],
        "stands": desk.dossier.consent_stands(partner),
        "changes": terms.changes(before, now) if before else [],
        "form": form,
        "decline": decline,
        "may_answer": access.may_consent(request.user, partner) and desk.is_open and partner.status != PartnerStatus.DECLINED,
        "sees_text": access.may_see_text(request.user, desk.proposal),
        "mine": partner in desk.open_parts("partners"),
        "exclusions": [reason.name for reason in desk.dossier.document.eligibility.exclusions.value],
    }
    return render(
        request, "projects/proposals/partner_consent.html", context, status=422 if form.errors or decline.errors else 200
    )


def _belongs(user: User, partner: Partner) -> bool:
    return partner.organisation_id in user.organisation_ids()


# --- By the link in a letter -------------------------------------------------------------------------


@for_audience("public")
def invitation(request: ArrivedRequest, token: str) -> HttpResponse:
    """What an invited organisation sees before it has an account; signing up and registering lead back here."""
    partner = _invited(token)
    organisations = _owned(request)
    form = JoinForm(request.POST or None, organisations=organisations)
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?next={request.path}")
        if form.is_valid():
            try:
                accept_invitation(partner, organisation=form.cleaned_data["organisation"], by=request.user, at=request.arrived_at)
            except InvalidInput as refused:
                _show(refused, form)
            else:
                return redirect("projects:partner-consent", partner.proposal.ref, partner.pk)
    elif partner.organisation_id and request.user.is_authenticated and _belongs(request.user, partner):
        return redirect("projects:partner-consent", partner.proposal.ref, partner.pk)
    context = {
        "partner": partner,
        "proposal": partner.proposal,
        "organisations": organisations,
        "form": form,
        "here": request.path,
    }
    return render(request, "projects/proposals/invitation.html", context, status=422 if form.errors else 200)


def _invited(token: str) -> Partner:
    """A removed place is gone."""
    standing = Partner.objects.filter(~Q(status=PartnerStatus.REMOVED))
    return get_object_or_404(standing.select_related("organisation", "proposal__lead", "proposal__call"), token=token)


def _owned(request: ArrivedRequest) -> list[Organisation]:
    if not request.user.is_authenticated:
        return []
    return list(Organisation.objects.filter(pk__in=request.user.organisation_ids(Role.COMPANY_OWNER)).order_by("name_ko"))


# --- Small things ----------------------------------------------------------------------------------------


def _partner(desk: Desk, pk: int) -> Partner:
    try:
        return desk.dossier.partner(pk)
    except KeyError:
        raise Http404 from None


def _partners_url(ref: str, pk: int | None = None) -> str:
    return reverse("projects:proposal-step", args=[ref, "partners"]) + (f"#partner-{pk}" if pk else "")


def _show(refused: InvalidInput, form: Any) -> None:
    for field, message in refused.errors.items():
        form.add_error(field if field in form.fields else None, message)
