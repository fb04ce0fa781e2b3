-- A member lives. KEYS: the members by their last beat; what each said with it. ARGV: member, what it says, ms for which the latter
-- outlives all beats. Yields whether it was known before; for each member its name, ms since its beat, and what it said; and why nothing
-- can be said, where somebody else's value is in the way. That must not keep a member from living.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local known = redis.call('ZSCORE', KEYS[1], ARGV[1])
redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])

local reports = {}
local foreign = ''
local said = redis.pcall('HSET', KEYS[2], ARGV[1], ARGV[2])
if type(said) == 'table' and said.err then
  foreign = said.err
else
  redis.call('PEXPIRE', KEYS[2], ARGV[3])
  said = redis.call('HGETALL', KEYS[2])
  for i = 1, #said, 2 do reports[said[i]] = said[i + 1] end
end

local members = {}
local beats = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
for i = 1, #beats, 2 do
  local member = beats[i]
  members[#members + 1] = member
  members[#members + 1] = string.format('%.0f', now - beats[i + 1])
  members[#members + 1] = reports[member] or ''
  reports[member] = nil
end
-- Whoever has left needs no more to be said of.
for gone in pairs(reports) do redis.call('HDEL', KEYS[2], gone) end
return {known and 1 or 0, members, foreign}
