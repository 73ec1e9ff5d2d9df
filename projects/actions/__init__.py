"""What can happen to a call and to a proposal: one verb, one file.

Calls
  prepare_call, edit_call      write a draft call
  discard_call                 throw a draft call away
  publish_call                 freeze the rulebook, show it to everyone
  amend_call                   other words or a later closing time once published, with the reason
  extend_call                  a later closing time alone
  read_amendments              a writer has read how the call was amended
  close_due_calls              the clock closes what is over

Writing a proposal
  start_proposal               a draft under an open call, the firm as lead
  take_over                    begun with what an earlier proposal of the firm says
  save_answer                  one field's text, if nobody else saved in between
  edit_proposal                title, track, plant
  set_budget                   the rows of one partner
  attach_file, remove_file     documents of the proposal or of a partner

Partners
  invite_partner               by business number or e-mail
  invite_earlier_partner       one of the earlier proposal, with its part there
  accept_invitation            an organisation invited by e-mail takes its place
  resend_invitation            ask once more
  give_consent                 yes to role, task and money, as they stand
  decline_partnership          no, with a reason
  void_consent                 after a change of what was consented to
  edit_partner                 role, task, plant
  remove_partner               out of the proposal

Handing in
  submit_proposal              one locked moment: check, snapshot, receipt
  withdraw_proposal            back to a draft, before the call closes
  screen_proposal              eligible, return for correction, not eligible; many eligible at once
  disclose_contacts            the people behind proposals, every look counted
  begin_evaluation             into the regional round
  select_proposal, reserve_proposal, reject_proposal   a released round's result
  drop_out_proposal            a selected one falls away

Keeping away
  recuse                       somebody of an office has a tie: everything about it is hidden from the person
  find_recusals                ties the portal itself knows of, swept by the clock
  end_recusal                  the tie is over, the programme office says

Figures
  refresh_figures              the dashboards' numbers, as of now
"""
