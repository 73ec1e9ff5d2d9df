"""What can happen to a round, its panel and its sheets: one verb, one file.

The panel
  plan_round                    a call × region; its eligible proposals enter evaluation
  propose_panel                 who should sit, by rule
  change_panel                  by hand, with a reason, checked against every rule
  appoint_chair                 one of them speaks for the panel
  invite_panel                  letters to those proposed
  accept_invitation             yes
  decline_invitation            no, with a reason; the next by rule is proposed
  give_pledge                   confidentiality and fairness, signed
  declare_conflicts             per proposal, before any file opens; the rest becomes sheets

Scoring
  open_scoring, extend_scoring  from when, until when
  save_score                    points and comments, if no other device saved in between
  seal_sheet, seal_sheets       signed: nobody changes it any more
  abstain                       a tie found late, or no knowledge of the matter: not a zero
  reopen_sheet                  a signed sheet goes back, with a reason; both versions stay
  send_due_reminders            the clock reminds; remind_now: HQ does
  reconvene_panel               once more, for proposals with too few sheets
  close_round                   early, or when the clock does not; close_due_rounds: the clock closes

The list
  set_adjustments               bonus and penalty points with their evidence
  tally_round                   sheets become scores, scores become places
  write_summary                 the panel's opinion in words
  confirm_ranking               the decision under the region's budget
  release_round                 everybody learns it at once
"""
