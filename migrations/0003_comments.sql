-- What each table is for, and what null means wherever it may stand. A new table or
-- nullable column brings its own comment in its own migration (test/migrations.test.ts).

comment on table partnerships is 'A safeguarding partnership: the tenant. Nothing of one is seen from another.';

comment on table agencies is 'Who owns and supports actions. One that ends names its successor and keeps its history.';
comment on column agencies.email is 'Null: reminders without a lead climb on.';
comment on column agencies.escalation_email is 'Null: overdue work is escalated to the coordinators.';
comment on column agencies.valid_from is 'Null: for as long as the partnership has existed.';
comment on column agencies.valid_to is 'Null: it goes on.';
comment on column agencies.successor_id is 'Null: none has taken over its work.';

comment on table people is 'Who takes part, in which role and for which agency. A leaver is made inactive, never deleted.';
comment on column people.job_title is 'Null: not said.';
comment on column people.deputy_id is 'Null: nobody stands in.';

comment on table api_keys is 'Keys of people and of services; the secret itself is nowhere.';
comment on column api_keys.person_id is 'Null: a service''s key.';
comment on column api_keys.role is 'Null: a person''s key, which carries that person''s role.';
comment on column api_keys.agency_id is 'Null: a person''s key, which carries that person''s agency, or a coordinator''s service key.';
comment on column api_keys.replaced_at is 'Until when it works beside its successor. Null: it has not been rotated.';
comment on column api_keys.revoked_at is 'Null: it has not been revoked.';
comment on column api_keys.created_by_id is 'Null: not recorded.';
comment on column api_keys.last_used_at is 'To the minute. Null: never used.';

comment on table reviews is 'Where recommendations come from. No case narrative.';
comment on column reviews.summary is 'Null: none written.';
comment on column reviews.source_url is 'Null: not published on the web.';
comment on column reviews.commissioned_on is 'Null: not known.';
comment on column reviews.published_on is 'Null: not published, or not known.';

comment on table recommendations is 'What a review recommends, and the partnership''s response to it.';
comment on column recommendations.lead_agency_id is 'Null: no agency leads.';
comment on column recommendations.response_reason is 'Null: accepted, or still waiting for a response.';
comment on column recommendations.responded_on is 'Null: still waiting for a response.';

comment on table recommendation_repeats is 'Which earlier recommendations one says again.';

comment on table actions is 'What an agency does to deliver recommendations. One row holds all that a list shows; see docs/decisions/0005.';
comment on column actions.description is 'Null: the title says it all.';
comment on column actions.lead_person_id is 'Null: nobody leads it; its agency is reminded.';
comment on column actions.started_on is 'Null: never started.';
comment on column actions.submitted_on is 'Null: not submitted since it was started, returned, withdrawn or reopened.';
comment on column actions.submitted_by_id is 'Null: as for submitted_on.';
comment on column actions.submitted_by_agency_id is 'Null: as for submitted_on, or submitted by a coordinator''s service key, which has no agency.';
comment on column actions.owner_agency_id_when_submitted is 'Null: as for submitted_on.';
comment on column actions.completed_on is 'Null: not completed.';
comment on column actions.closed_on is 'Null: not closed undelivered.';
comment on column actions.resume_on is 'Null: not paused.';
comment on column actions.closure_reason is 'Null: open.';
comment on column actions.assurance is 'On whose word it is complete. Null: not completed.';
comment on column actions.external_reference is 'The owner agency''s own key for it. Null: it has none.';
comment on column actions.next_milestone_due_on is 'Null: no milestone is open.';
comment on column actions.sign_off_id is 'Null: not completed, or completed before this service.';

comment on table action_recommendations is 'Which recommendations an action answers; the action''s own row repeats it.';
comment on table action_supporting_agencies is 'Which agencies support an action beside its owner; the action''s own row repeats it.';

comment on table action_transitions is 'Every move of an action: from where, to where, by whom, and what was said. Only added to.';
comment on column action_transitions.by_person_id is 'Null: made by a service''s key.';
comment on column action_transitions.by_api_key_id is 'Null: made by a person.';
comment on column action_transitions.by_agency_id is 'Null: made by a coordinator''s service key, which has no agency.';
comment on column action_transitions.note is 'Null: nothing was said, and the move asks for nothing.';
comment on column action_transitions.closure_reason is 'Null: the move ends nothing.';
comment on column action_transitions.resume_on is 'Null: the move is no pause.';
comment on column action_transitions.due_on is 'Null: the move sets no date.';

comment on table action_updates is 'Progress as reported. Only added to.';
comment on column action_updates.by_person_id is 'Null: made by a service''s key.';
comment on column action_updates.by_api_key_id is 'Null: made by a person.';
comment on column action_updates.by_agency_id is 'Null: made by a coordinator''s service key, which has no agency.';
comment on column action_updates.confidence is 'Null: the update does not change it.';
comment on column action_updates.percent_complete is 'Null: the update does not change it.';

comment on table action_comments is 'What readers say about an action. Only added to.';
comment on column action_comments.by_person_id is 'Null: made by a service''s key.';
comment on column action_comments.by_api_key_id is 'Null: made by a person.';
comment on column action_comments.by_agency_id is 'Null: made by a coordinator''s service key, which has no agency.';

comment on table milestones is 'The dated steps of an action.';
comment on column milestones.completed_on is 'Null: not reached yet.';

comment on table evidence is 'A piece of evidence for an action. Its content never changes: a correction is a new piece.';
comment on column evidence.description is 'Null: the title says it all.';
comment on column evidence.url is 'Null: it is not a link.';
comment on column evidence.statement is 'Null: it is not a statement.';
comment on column evidence.file_name is 'Null: it is not a file.';
comment on column evidence.replaces_id is 'Null: it corrects no earlier piece.';
comment on column evidence.by_person_id is 'Null: handed in by a service''s key.';
comment on column evidence.by_api_key_id is 'Null: handed in by a person.';
comment on column evidence.by_agency_id is 'Null: handed in by a coordinator''s service key, which has no agency.';
comment on column evidence.withdrawn_at is 'Null: not withdrawn.';

comment on table evidence_assessments is 'One judgement of one piece of evidence, by a person of an agency that has no part in it. Only added to.';
comment on column evidence_assessments.comment is 'Null: nothing was said.';
comment on column evidence_assessments.submitted_by_agency_id is 'Null: handed in by a coordinator''s service key, which has no agency.';

comment on table sign_offs is 'That an action was delivered, on whose word. Only added to.';
comment on column sign_offs.note is 'Null: nothing was said.';
comment on column sign_offs.submitted_by_agency_id is 'Null: submitted by a coordinator''s service key, which has no agency.';

comment on table extensions is 'Requests for a later due date, with what keeps children safe meanwhile, and their decisions.';
comment on column extensions.by_person_id is 'Null: asked for by a service''s key.';
comment on column extensions.by_api_key_id is 'Null: asked for by a person.';
comment on column extensions.by_agency_id is 'Null: asked for by a coordinator''s service key, which has no agency.';
comment on column extensions.decided_by_id is 'Null: not decided yet.';
comment on column extensions.decided_by_agency_id is 'Null: not decided yet.';
comment on column extensions.owner_agency_id_when_decided is 'Null: not decided yet.';
comment on column extensions.decision_reason is 'Null: not decided yet, or agreed without a reason.';
comment on column extensions.decided_at is 'Null: not decided yet.';

comment on table impact_reviews is 'Whether an action made a difference: asked after its completion, rated by another agency.';
comment on column impact_reviews.due_on is 'Null: made without being due.';
comment on column impact_reviews.rating is 'Null: not rated yet.';
comment on column impact_reviews.narrative is 'Null: not rated yet, or nothing was said.';
comment on column impact_reviews.rated_by_id is 'Null: not rated yet.';
comment on column impact_reviews.rated_by_agency_id is 'Null: not rated yet.';
comment on column impact_reviews.owner_agency_id is 'Null: not rated yet.';
comment on column impact_reviews.submitted_by_id is 'Null: not rated yet, or completed before this service.';
comment on column impact_reviews.submitted_by_agency_id is 'Null: as for submitted_by_id, or submitted by a coordinator''s service key.';
comment on column impact_reviews.rated_at is 'Null: not rated yet.';

comment on table measures is 'What shows whether a recommendation makes a difference: aggregates, never a single person.';
comment on column measures.description is 'Null: the name says it all.';
comment on column measures.numerator is 'What is counted. Null: the value is not a fraction.';
comment on column measures.denominator is 'Of how many. Null: the value is not a fraction.';
comment on column measures.baseline is 'Null: not known.';
comment on column measures.target is 'Null: none agreed.';
comment on column measures.source is 'Null: not said.';
comment on column measures.owner_agency_id is 'Null: no agency is named to report it.';

comment on table observations is 'One reading of a measure; the latest word on its period.';
comment on column observations.numerator is 'Null: given as one value.';
comment on column observations.denominator is 'Null: given as one value.';
comment on column observations.note is 'Null: nothing was said.';
comment on column observations.by_person_id is 'Null: reported by a service''s key.';
comment on column observations.by_api_key_id is 'Null: reported by a person.';
comment on column observations.by_agency_id is 'Null: reported by a coordinator''s service key, which has no agency.';

comment on table playbook_applications is 'That a recommendation was planned from a playbook; it is done once.';

comment on table events is 'Everything that happened, told in the transaction in which it did. Only added to.';
comment on column events.actor_id is 'Null: the service itself.';
comment on column events.agency_id is 'Null: the actor has no agency: a coordinator''s service key, the operator, the service.';
comment on column events.before is 'Null: there was nothing before.';
comment on column events.after is 'Null: the type says it all.';

comment on table event_seals is 'Numbers and chains the events, behind the writers: dense, without gaps. Only added to.';

comment on table idempotency_keys is 'The answers to requests that carried a key, kept 24 hours.';
comment on column idempotency_keys.body is 'Null: the answer has none.';
