-- These are being worked on.
-- ARGV     of each: id, turn
-- returns  which of them, from 0 on, are not their worker's any more
local lost = {}
for i = OWN, #ARGV, 2 do
  local job = load(ARGV[i])
  if job and job.st == 'running' and job.turn == tonumber(ARGV[i + 1]) then
    job.till = now + visible
    redis.call('ZADD', at('tills'), n(job.till), member(job))
    redis.call('HSET', at('job:' .. job.id), 'till', n(job.till))
  else
    table.insert(lost, (i - OWN) / 2)
  end
end
return lost
