-- Takes jobs, all of them or none.
-- ARGV     how many; of each: id, owner, key or '', digest, priority, not before, bytes, how many fields follow, and these
-- returns  'ok' and of each: id, status or '', whether its key came before; 'reused' and which one; 'full', jobs and bytes held
local count_ = tonumber(ARGV[OWN])
local cursor = OWN + 1
local fresh, answer, bound, bytes = {}, {'ok'}, {}, 0
for i = 0, count_ - 1 do
  local job = {id = ARGV[cursor], owner = ARGV[cursor + 1], key = ARGV[cursor + 2], digest = ARGV[cursor + 3],
    prio = tonumber(ARGV[cursor + 4]), nb = tonumber(ARGV[cursor + 5]), size = tonumber(ARGV[cursor + 6])}
  local fields = tonumber(ARGV[cursor + 7])
  job.from, job.to = cursor + 8, cursor + 7 + fields
  cursor = job.to + 1
  local known, digest, same
  if job.key ~= '' and bound[job.key] then
    known, digest, same = bound[job.key].id, bound[job.key].digest, true
  elseif job.key ~= '' then
    local till, id, d = string.match(redis.call('GET', at('key:' .. job.key)) or '', '^(%d+) (%S+) (.*)$')
    if till and tonumber(till) > now then known, digest = id, d end
  end
  if known then
    if digest ~= job.digest then return {'reused', i} end
    table.insert(answer, known)
    table.insert(answer, same and 'queued' or redis.call('HGET', at('job:' .. known), 'st') or '')
    table.insert(answer, 1)
  else
    if job.key ~= '' then bound[job.key] = job end
    bytes = bytes + job.size
    table.insert(fresh, job)
    table.insert(answer, job.id)
    table.insert(answer, 'queued')
    table.insert(answer, 0)
  end
end

local held = redis.call('ZCARD', at('all'))
local there = tonumber(redis.call('HGET', at('totals'), 'bytes') or 0)
if #fresh > 0 and (held + #fresh > maxJobs or there + bytes > maxBytes) then return {'full', held, there} end

local DAY = 24 * 60 * 60 * 1000
for _, job in ipairs(fresh) do
  local due = math.max(now, job.nb)
  job.seq = redis.call('HINCRBY', at('totals'), 'seq', 1)
  job.st, job.created, job.due, job.deadline, job.till = 'queued', now, due, due + taskKept, due + taskKept
  job.rank = due + (job.prio - 1) * quantum
  job.started, job.ended, job.turn, job.tries = 0, 0, 0, 0
  local key = at('job:' .. job.id)
  for f = job.from, job.to, 2 do redis.call('HSET', key, ARGV[f], ARGV[f + 1]) end
  redis.call('HSET', key, 'id', job.id, 'nb', n(job.nb))
  write(job)
  index(job)
  redis.call('ZADD', at('all'), n(job.seq), member(job))
  redis.call('ZADD', at('owner:' .. job.owner), n(job.seq), member(job))
  if job.key ~= '' then
    redis.call('SET', at('key:' .. job.key), n(now + DAY) .. ' ' .. job.id .. ' ' .. job.digest, 'PX', DAY)
  end
  tell(job.id)
end
count('bytes', bytes)
return answer
