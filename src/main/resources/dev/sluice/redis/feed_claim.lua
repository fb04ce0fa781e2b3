-- Says what a member wants of a feed, and holds or takes the lease on its source.
-- KEYS: meta. ARGV: member, interest (0 to 2), whether to take a lease that is free, its life, the numbering's life in ms, channel.
-- Yields whether it is the member's, fence, epoch, tail, highest interest of others, rested, last id; nothing where there is no such feed.
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'tail', 'owner', 'fence', 'till', 'id')
if not meta[1] then return false end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local till = string.format('%.0f', now + tonumber(ARGV[4]))
local others = 0
local before = 0
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if string.sub(all[i], 1, 2) == 'w:' then
    local level, over = string.match(all[i + 1], '^(%d) (%d+)$')
    if not level or tonumber(over) < now then
      redis.call('HDEL', KEYS[1], all[i])
    elseif all[i] == 'w:' .. ARGV[1] then
      before = tonumber(level)
    else
      others = math.max(others, tonumber(level))
    end
  end
end
if ARGV[2] == '0' then redis.call('HDEL', KEYS[1], 'w:' .. ARGV[1])
else redis.call('HSET', KEYS[1], 'w:' .. ARGV[1], ARGV[2] .. ' ' .. till) end
redis.call('PEXPIRE', KEYS[1], ARGV[5])
local mine = meta[3] == ARGV[1]
local fence = tonumber(meta[4] or '0')
local rested = 0
if mine then
  redis.call('HSET', KEYS[1], 'till', till)
elseif ARGV[3] == '1' and (not meta[3] or tonumber(meta[5]) < now) then
  mine = true
  fence = fence + 1
  rested = redis.call('HDEL', KEYS[1], 'rested')
  redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'till', till, 'fence', fence)
elseif tonumber(ARGV[2]) > before then
  redis.call('PUBLISH', ARGV[6], 'stir')
end
return { mine and 1 or 0, fence, meta[1], meta[2], others, rested, meta[6] or '' }
