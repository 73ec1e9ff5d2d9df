"""What can happen to people and organisations: one verb, one file.

register_organisation   a firm enters the portal; who registers it owns it here
edit_organisation       its name, kind, family, address
ask_to_join             "I work there"
answer_join_request     an owner says yes or no
invite_person           an open door for one e-mail address
accept_invitation       through that door
revoke_invitation       the door is shut
give_role, end_role     what a person may do, from when to when
edit_profile            one's own name and language
sign_access_review      a month of looks at personal data, reviewed by an auditor, once
publish_chain_heads     the audit log's heads once a day, mailed to the auditors
"""
