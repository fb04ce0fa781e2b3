-- Jobs, the newest first.
-- ARGV     owner or '', status or '', before or '', how many at most
-- returns  the jobs, each as its fields and values
local owner, status, before, most = ARGV[OWN], ARGV[OWN + 1], ARGV[OWN + 2], tonumber(ARGV[OWN + 3])
local key = owner ~= '' and at('owner:' .. owner) or status ~= '' and at('st:' .. status) or at('all')
local jobs, from, found = {}, 0, nil
repeat
  found = redis.call('ZREVRANGEBYSCORE', key, before == '' and '+inf' or '(' .. before, '-inf', 'LIMIT', from, 200)
  from = from + 200
  for _, m in ipairs(found) do
    local id = idOf(m)
    if #jobs < most and (status == '' or redis.call('HGET', at('job:' .. id), 'st') == status) then
      local job = whole(id)
      if #job > 0 then table.insert(jobs, job) end
    end
  end
until #found < 200 or #jobs >= most
return jobs
