-- Question: How many partners does each partnership of a region have, who is in it, what do local authorities and the
-- employment service pay, and what are the limits? The one that breaks most stands first.
-- Parameters: $region (text), $as_of (date), $known_at (timestamp), $tolerance (number), $language (text)
-- Columns: partnership_id, name, stage, lead, outer_name, municipalities, partners, fewest, most,
--     employment_services, local_authorities, cost, contribution, share, minimum, short_by, is_exception,
--     size_kept, size_reason, partners_off, employment_service_kept, local_authority_kept, cofinancing_kept,
--     members_missing, rules_broken
with served_areas as (
    select distinct
        coverage.partnership_id,
        coverage.area_id,
        outer_areas.name as outer_name
    from region_coverage($region, $known_at) as coverage
    inner join region_municipalities($region, $known_at) as municipalities using (area_id)
    left join areas_in($language, $known_at) as outer_areas on municipalities.parent_id = outer_areas.area_id
    where
        valid_on($as_of, coverage.valid_from, coverage.valid_to)
        and valid_on($as_of, municipalities.valid_from, municipalities.valid_to)
),

per_outer_area as (
    select
        partnership_id,
        outer_name,
        count(*) as municipalities
    from served_areas
    group by partnership_id, outer_name
),

served as (
    select
        partnership_id,
        sum(municipalities)::bigint as municipalities,
        -- Where most of them lie.
        first(outer_name order by outer_name is null, municipalities desc, outer_name) as outer_name
    from per_outer_area
    group by partnership_id
)

select
    partnerships.partnership_id,
    partnerships.name,
    partnerships.stage,
    leads.name as lead,
    served.outer_name,
    served.municipalities,
    nullif(composed.partners, 0) as partners,
    composed.fewest,
    composed.most,
    case when composed.partners > 0 then composed.employment_services end as employment_services,
    case when composed.partners > 0 then composed.local_authorities end as local_authorities,
    financed.cost,
    financed.contribution,
    financed.share,
    financed.minimum,
    financed.short_by,
    coalesce(financed.is_exception, false) as is_exception,
    -- Null, not false, where there is no list of partners or an amount is not stated: that is not a breach.
    composed.size_kept,
    composed.size_reason,
    -- By how many partners there are too many or too few.
    case composed.size_reason
        when 'too_many_partners' then (composed.partners - composed.most)::bigint
        when 'too_few_partners' then (composed.fewest - composed.partners)::bigint
    end as partners_off,
    composed.employment_service_kept,
    composed.local_authority_kept,
    case when financed.outcome <> 'not_computable' then financed.outcome <> 'fail' end as cofinancing_kept,
    -- What cannot be judged is not broken.
    coalesce((not composed.employment_service_kept)::integer, 0)
    + coalesce((not composed.local_authority_kept)::integer, 0) as members_missing,
    members_missing
    + coalesce((not composed.size_kept)::integer, 0)
    + coalesce((not cofinancing_kept)::integer, 0) as rules_broken
from partnerships_in($language, $known_at) as partnerships
left join compositions($as_of, $known_at) as composed on partnerships.partnership_id = composed.partnership_id
left join cofinancing_checks($known_at, $tolerance) as financed
    on partnerships.partnership_id = financed.partnership_id
left join served on partnerships.partnership_id = served.partnership_id
left join organisations_in($language, $known_at) as leads on partnerships.lead_partner_id = leads.organisation_id
where partnerships.parent_id = $region
-- Who is missing weighs more than how many there are, and that more than an amount (docs/rules.md).
order by
    rules_broken desc,
    members_missing desc,
    partners_off desc nulls last,
    case when not cofinancing_kept then financed.short_by end desc nulls last,
    partnerships.name,
    partnerships.partnership_id
