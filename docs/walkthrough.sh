#!/bin/sh
# The commands of walkthrough.md in a row: sh docs/walkthrough.sh, in the project's
# folder, beside a service that runs with its example. BASE_URL and DATA_DIR say where.
set -eu

export BASE_URL="${BASE_URL:-http://127.0.0.1:3000}" DATA_DIR="${DATA_DIR:-.data}"
api () { curl --silent --show-error --fail-with-body --write-out '\n' "$@"; }
field () { node -p "JSON.parse(require('fs').readFileSync(0, 'utf8'))$1"; }
key () { npm run --silent cli -- api-key create --person "$1" --name Walkthrough --expires-on "$(date +%Y-12-31)"; }

COORDINATOR="Authorization: Bearer $(cat "$DATA_DIR/api-key")"
HOUSING="Authorization: Bearer $(key lead@housing.example)"
REVIEWER="Authorization: Bearer $(key reviewer@icb.example)"
JSON='Content-Type: application/json'
TODAY=$(date -u +%Y-%m-%d)
api --header "$HOUSING" "$BASE_URL/v1/me"

ACTION=$(api --header "$HOUSING" "$BASE_URL/v1/actions?ownerAgencyId=housing&q=monthly+complex+case+panel" | field '.data[0].id')
RECOMMENDATION=$(api --header "$HOUSING" "$BASE_URL/v1/actions/$ACTION" | field '.recommendationIds[0]')
api --header "$HOUSING" "$BASE_URL/v1/recommendations/$RECOMMENDATION"
api --header "$HOUSING" "$BASE_URL/v1/actions/$ACTION/deadline"

api --header "$HOUSING" --header "$JSON" --data '{"narrative": "The review of the membership is written.", "confidence": "on_track", "percentComplete": 95}' "$BASE_URL/v1/actions/$ACTION/updates"
MILESTONE=$(api --header "$HOUSING" "$BASE_URL/v1/actions/$ACTION/milestones" | field '.data.find((each) => each.completedOn === null).id')
ETAG=$(api --header "$HOUSING" --output /dev/null --dump-header - "$BASE_URL/v1/milestones/$MILESTONE" | tr -d '\r' | sed -n 's/^[Ee][Tt]ag: //p')
api --request PATCH --header "$HOUSING" --header "$JSON" --header "If-Match: $ETAG" --data '{"completedOn": "'"$TODAY"'"}' "$BASE_URL/v1/milestones/$MILESTONE"

OUTPUT=$(api --header "$HOUSING" --header "$JSON" --data '{"kind": "output", "title": "Terms of reference", "effectiveOn": "'"$TODAY"'", "statement": "The panel meets monthly, chaired by a Head of Service."}' "$BASE_URL/v1/actions/$ACTION/evidence" | field '.id')
printf 'quarter,cases heard,decisions changed\nfirst,18,7\nsecond,21,11\n' |
  api --header "$HOUSING" --form kind=process --form 'title=Decision log, by quarter' --form "effectiveOn=$TODAY" --form 'file=@-;filename=decisions.csv;type=text/csv' "$BASE_URL/v1/actions/$ACTION/evidence"
api --header "$HOUSING" --header "$JSON" --data '{"to": "awaiting_sign_off"}' "$BASE_URL/v1/actions/$ACTION/transitions"

curl --silent --write-out '\n' --header "$HOUSING" --header "$JSON" --data '{"to": "completed"}' "$BASE_URL/v1/actions/$ACTION/transitions"
curl --silent --write-out '\n' --header "$REVIEWER" --header "$JSON" --data '{"to": "completed"}' "$BASE_URL/v1/actions/$ACTION/transitions"

SHA256=$(api --header "$REVIEWER" "$BASE_URL/v1/evidence/$OUTPUT" | field '.sha256')
api --header "$REVIEWER" --header "$JSON" --data '{"outcome": "returned", "comment": "Who may decide, and who stands in for the chair?", "sha256": "'"$SHA256"'"}' "$BASE_URL/v1/evidence/$OUTPUT/assessments"
api --header "$REVIEWER" --header "$JSON" --data '{"to": "in_progress", "note": "Please complete the terms of reference, and show what the panel has changed."}' "$BASE_URL/v1/actions/$ACTION/transitions"

api --header "$HOUSING" --header "$JSON" --data '{"kind": "output", "title": "Terms of reference, version 2", "effectiveOn": "'"$TODAY"'", "statement": "As before; the chair decides for Housing, and the Director of Housing stands in.", "replacesId": "'"$OUTPUT"'"}' "$BASE_URL/v1/actions/$ACTION/evidence"
api --header "$HOUSING" --header "$JSON" --data '{"kind": "outcome", "title": "What the panel has changed", "effectiveOn": "'"$TODAY"'", "statement": "In half of the cases heard the housing decision was changed or brought forward; none was made without the social worker."}' "$BASE_URL/v1/actions/$ACTION/evidence"
api --header "$HOUSING" --header "$JSON" --data '{"to": "awaiting_sign_off"}' "$BASE_URL/v1/actions/$ACTION/transitions"

for EVIDENCE in $(api --header "$REVIEWER" "$BASE_URL/v1/actions/$ACTION/evidence?state=submitted" | field '.data.map((each) => each.id).join(" ")'); do
  SHA256=$(api --header "$REVIEWER" "$BASE_URL/v1/evidence/$EVIDENCE" | field '.sha256')
  api --header "$REVIEWER" --header "$JSON" --data '{"outcome": "accepted", "sha256": "'"$SHA256"'"}' "$BASE_URL/v1/evidence/$EVIDENCE/assessments"
done
api --header "$REVIEWER" --header "$JSON" --data '{"to": "completed", "note": "Seen: the log, the terms, and what has changed."}' "$BASE_URL/v1/actions/$ACTION/transitions"

MEASURE=$(api --header "$HOUSING" "$BASE_URL/v1/measures?recommendationId=$RECOMMENDATION" | field '.data.find((each) => each.name.startsWith("Complex cases with a named senior housing officer")).id')
api --request PUT --header "$HOUSING" --header "$JSON" --data '{"numerator": 27, "denominator": 36, "note": "The first month of the new form."}' "$BASE_URL/v1/measures/$MEASURE/observations/$(date -u +%Y-%m)"
api --header "$HOUSING" "$BASE_URL/v1/measures/$MEASURE/observations"
api --header "$HOUSING" "$BASE_URL/v1/actions/$ACTION/impact-reviews"

api --header "$COORDINATOR" "$BASE_URL/v1/recommendations/$RECOMMENDATION"
api --header "$COORDINATOR" "$BASE_URL/v1/events?subjectId=$ACTION"

post () { api --header "$1" --header "$JSON" --data "$3" "$BASE_URL$2"; }
etag () { api --header "$COORDINATOR" --output /dev/null --dump-header - "$BASE_URL$1" | tr -d '\r' | sed -n 's/^[Ee][Tt]ag: //p'; }
judge () {
  SHA256=$(api --header "$REVIEWER" "$BASE_URL/v1/evidence/$1" | field '.sha256')
  post "$REVIEWER" "/v1/evidence/$1/assessments" '{"outcome": "'"$2"'", "comment": "'"$3"'", "sha256": "'"$SHA256"'"}'
}
OWNER=$(api --header "$HOUSING" "$BASE_URL/v1/me" | field '.agency.id')
REVIEW=$(post "$COORDINATOR" /v1/reviews '{"reference": "WALK-'"$(date -u +%s)"'", "title": "A review to walk through", "kind": "thematic_review"}' | field '.id')

respond () {
  RECOMMENDATION=$(post "$COORDINATOR" /v1/recommendations '{"reviewId": "'"$REVIEW"'", "reference": "'"$1"'", "text": "'"$2"'"}' | field '.id')
  api --request PATCH --header "$COORDINATOR" --header "$JSON" --header "If-Match: $(etag "/v1/recommendations/$RECOMMENDATION")" --data '{"response": "'"$3"'", "responseReason": "As the partners agreed.", "respondedOn": "'"$TODAY"'"}' "$BASE_URL/v1/recommendations/$RECOMMENDATION"
  PLAN=$(post "$COORDINATOR" "/v1/recommendations/$RECOMMENDATION/playbook" '{"key": "'"$4"'", "startOn": "'"$TODAY"'", "ownerAgencyId": "'"$OWNER"'"}')
  echo "$PLAN"
  ACTION=$(echo "$PLAN" | field '.actions[0].id')
  MEASURE=$(echo "$PLAN" | field '.measures[0]')
}

deliver () {
  post "$HOUSING" "/v1/actions/$ACTION/transitions" '{"to": "in_progress"}'
  post "$HOUSING" "/v1/actions/$ACTION/updates" '{"narrative": "It is agreed and has begun.", "percentComplete": 50}'
  OUTPUT=$(post "$HOUSING" "/v1/actions/$ACTION/evidence" '{"kind": "output", "title": "What was agreed", "effectiveOn": "'"$TODAY"'", "statement": "A named lead, a date, and how it is done."}' | field '.id')
  post "$HOUSING" "/v1/actions/$ACTION/transitions" '{"to": "awaiting_sign_off"}'
  judge "$OUTPUT" returned 'Who stands in for the lead?'
  post "$REVIEWER" "/v1/actions/$ACTION/transitions" '{"to": "in_progress", "note": "Please complete it, and show that practice has changed."}'
  AGAIN=$(post "$HOUSING" "/v1/actions/$ACTION/evidence" '{"kind": "output", "title": "What was agreed, version 2", "effectiveOn": "'"$TODAY"'", "statement": "A named lead and a deputy, a date, and how it is done.", "replacesId": "'"$OUTPUT"'"}' | field '.id')
  SHOWN=$(post "$HOUSING" "/v1/actions/$ACTION/evidence" '{"kind": "outcome", "title": "What has changed", "effectiveOn": "'"$TODAY"'", "statement": "Nine of ten staff who were asked know of it, and seven have used it."}' | field '.id')
  post "$HOUSING" "/v1/actions/$ACTION/transitions" '{"to": "awaiting_sign_off"}'
  judge "$AGAIN" accepted 'Complete.'
  judge "$SHOWN" accepted 'Seen.'
  post "$REVIEWER" "/v1/actions/$ACTION/transitions" '{"to": "completed", "note": "Seen: what was agreed, and what has changed."}'
}

thisPeriod () {
  YEAR=$(date -u +%Y) MONTH=$(date -u +%m)
  case "$1" in
    monthly) echo "$YEAR-$MONTH" ;;
    quarterly) echo "$YEAR-Q$(( (${MONTH#0} + 2) / 3 ))" ;;
    six_monthly) echo "$YEAR-H$(( (${MONTH#0} + 5) / 6 ))" ;;
    annual) echo "$YEAR" ;;
  esac
}
showImpact () {
  PERIOD=$(thisPeriod "$(api --header "$HOUSING" "$BASE_URL/v1/measures/$MEASURE" | field '.frequency')")
  api --request PUT --header "$HOUSING" --header "$JSON" --data '{"value": 60}' "$BASE_URL/v1/measures/$MEASURE/observations/$PERIOD"
  post "$REVIEWER" "/v1/actions/$ACTION/impact-reviews" '{"rating": "early_signs", "narrative": "The first figures, and what staff say.", "evidenceIds": ["'"$SHOWN"'"]}'
  api --header "$COORDINATOR" "$BASE_URL/v1/recommendations/$RECOMMENDATION"
}
walk () { respond "$@"; deliver; showImpact; }

walk R1 'CSC to develop an internal process for debrief when a child dies or is seriously harmed' accepted serious-incident-debrief
walk R2 'Housing ensures that senior leaders are engaged in complex cases where child safety is an issue' accepted senior-housing-oversight
walk R3 'That CSC consider monitoring and reporting on changes in social worker' accepted_in_part social-worker-continuity
walk R4 'That midwifery services consider how they might develop some outreach capability' accepted_in_principle maternity-outreach
walk R5 'Partners consider a service for women who have had children removed' accepted_in_principle support-after-removal

CONSIDERED=$(post "$COORDINATOR" /v1/recommendations '{"reviewId": "'"$REVIEW"'", "reference": "R5-considered", "text": "Partners consider a service for women who have had children removed"}' | field '.id')
curl --silent --write-out '\n' --request PATCH --header "$COORDINATOR" --header "$JSON" --header "If-Match: $(etag "/v1/recommendations/$CONSIDERED")" --data '{"response": "not_accepted", "respondedOn": "'"$TODAY"'"}' "$BASE_URL/v1/recommendations/$CONSIDERED"
api --request PATCH --header "$COORDINATOR" --header "$JSON" --header "If-Match: $(etag "/v1/recommendations/$CONSIDERED")" --data '{"response": "not_accepted", "respondedOn": "'"$TODAY"'", "responseReason": "Fewer women are concerned than a service of its own needs; the interim offer is made permanent instead, and looked at again in two years."}' "$BASE_URL/v1/recommendations/$CONSIDERED"
curl --silent --write-out '\n' --header "$COORDINATOR" --header "$JSON" --data '{"key": "support-after-removal", "startOn": "'"$TODAY"'"}' "$BASE_URL/v1/recommendations/$CONSIDERED/playbook"
