-- Question: Which properties of the features stand for areas, the best first?
-- Parameters: none
-- Columns: property, areas, rank
select
    property,
    count(distinct area_id) as areas,
    min(rank) as rank
from named_features
group by property
order by areas desc, rank, min(place)
