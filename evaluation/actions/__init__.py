"""What can happen to a round, its panel and its sheets: one verb, one file.

Before the panel
  name_researchers              who takes part in a proposal, and from which department
  object_to_evaluator           an applicant names somebody unsuitable, with the reason
  withdraw_objection            and takes it back
  decide_objection              HQ follows it or not, and says why
  rule_on_conflicts             what was found is checked: none after all, it stands, waived by law

The panel
  plan_round                    a call × region; its eligible proposals enter evaluation
  set_blind                     judged from blackened copies under code names, or openly
  set_blind_words               what is blackened beside the names that are known
  attach_blind_file             the blackened copy of a file, without its authors; detach_blind_file
  check_blind_copy              looked through by HQ: the proposal opens to its evaluators
  form_sections                 proposals of one field together; rename_section, move_proposals: by hand
  propose_panel                 who should sit, by rule
  pick_members                  or by HQ, from a recommended list several times as long
  announce_draw                 or by a public draw: pool, rules, code and a secret are committed to
  enter_public_value            the value nobody knew, once it is public
  carry_out_draw                the secret is revealed, the order walked, members and alternates seated
  void_draw                     without drawing, with a reason; void_overdue_draws: a withheld secret voids
  change_panel                  by hand, with a reason, checked against every rule
  appoint_chair                 one of them speaks for the panel
  invite_panel                  letters to those proposed
  accept_invitation             yes
  decline_invitation            no, with a reason; the next by rule is proposed
  give_pledge                   confidentiality and fairness, signed
  declare_conflicts             per proposal, before any file opens; the rest becomes sheets

Proposal by proposal
  start_assignment              a worker computes who judges what; cancel_assignment stops it
  compute_assignment            the worker's part; sweep_assignments starts what a dead worker left
  change_assignment             one panel by hand, proposed or appointed, against no rule
  exchange_places               two people between two panels, so that no load changes
  rule_on_pair                  a pin or ban for the next computation; lift_pair_rule takes it back
  take_late_proposal            one that became eligible later, with evaluators by rule
  keep_assignment_file          a table of who judges what, kept as a proposal
  appoint_assignment            the proposal of a computation becomes who judges what

Scoring
  open_scoring, extend_scoring  from when, until when
  save_score                    points and comments, if no other device saved in between
  take_over_sheets              what was filled in offline, each sheet as its page saves it
  write_note                    an evaluator's own, until the release
  seal_sheet, seal_sheets       signed: nobody changes it any more
  abstain                       a tie found late, or no knowledge of the matter: not a zero
  reopen_sheet                  a signed sheet goes back, with a reason; both versions stay
  reopen_own_sheet              after the discussion its evaluator takes it back
  change_schedule               the times of the phases that have not ended
  send_due_reminders            the clock reminds; remind_now: HQ does
  reconvene_panel               once more, for proposals with too few sheets
  close_round                   early, or when the clock does not; close_due_rounds: the clock closes

Applicants answer the comments
  open_answer_windows           the clock tells them that they may
  save_applicant_answer         what is written so far
  hand_in_applicant_answer      once; the panel reads it when the time is over

The panel meets
  plan_meeting, change_meeting  a day on which a panel hears its proposals
  set_agenda                    by hand; order_agenda: by rule or by lot; add_break, remove_break
  announce_meeting              every applicant its own time, the panel the day
  begin_meeting, end_meeting    who still waits is passed over
  call_next, move_agenda_item   called, presenting, questions, done, passed over
  note_agenda_item              what the minutes shall say of it
  attend_meeting                somebody came or left
  write_remark                  what an evaluator says to the colleagues about one proposal
  write_minutes                 minutes and result sheet: what the portal knows, and HQ's words
  sign_minutes                  by each who was there

After the scoring
  declare_again                 every proposal once more; a sheet with a tie is set aside
  excuse_declaration            HQ writes why somebody does not
  mark_service                  how an evaluator served: in time, and how well the comments are
  draw_up_honoraria             what each of them is paid; pay_honoraria: on which day

The list
  set_adjustments               bonus and penalty points with their evidence
  attach_evidence               the papers that prove them, until the ranking is confirmed
  cut_proposal                  less money or a smaller scope, as the panel recommends
  tally_round                   sheets become scores, scores become places
  run_what_if                   the list under other assumptions; it decides nothing
  write_summary                 the panel's opinion in words
  confirm_ranking               the decision under the region's budget
  ask_approval                  the committee, the ministry: before the release
  decide_approval               yes, or back with a reason
  release_round                 everybody learns it at once

Appeals
  start_appeal, save_appeal     against one released result; a draft of the lead's own people
  attach_to_appeal              papers that support it
  file_appeal                   within the rulebook's time, to the second; the clock of the answer starts
  withdraw_appeal               until the review has begun
  dismiss_appeal                for its form, without looking into the matter
  open_review                   a new evaluation of the one proposal, by a panel without anybody of the first
  decide_appeal                 upheld or rejected after the review; what changes is carried through at once
  record_hearing                who was heard, when, and what they said
  remind_of_appeals             the clock reminds the headquarters of the answer
After the release
  hand_in_plan                  what becomes of a project that the panel cut
  ask_advice, choose_adviser, write_advice   what to improve, for one who was not selected
  drop_out                      a selected proposal falls away, its money goes back
  promote_reserve               the next of the reserve list moves up
  give_rest_to_pool             what a region does not need, for the others
  fund_from_pool                reserve lists of all regions, as far as the pool goes
"""
