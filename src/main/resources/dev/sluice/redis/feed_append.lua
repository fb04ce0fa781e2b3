-- Appends to a feed, and wakes those who read it.
-- KEYS: log, meta. ARGV: member, fence (0: a topic), epoch, tail as believed, last seq, batch, when, last id, first seq to keep,
-- the log's life and the numbering's in ms, most entries, channel. Yields 1; 0 where there is no such feed; -1 where the lease
-- is another's; or 2, epoch, tail, and what follows.
local meta = redis.call('HMGET', KEYS[2], 'epoch', 'tail', 'owner', 'fence')
if not meta[1] then return { 0 } end
if ARGV[2] ~= '0' and (meta[3] ~= ARGV[1] or meta[4] ~= ARGV[2]) then return { -1 } end
if meta[1] ~= ARGV[3] or meta[2] ~= ARGV[4] then
  return { 2, meta[1], meta[2], redis.call('XRANGE', KEYS[1], '(' .. ARGV[4] .. '-0', '+', 'COUNT', ARGV[12]) }
end
redis.call('XADD', KEYS[1], 'MINID', '=', ARGV[9] .. '-0', ARGV[5] .. '-0', 'e', ARGV[6], 't', ARGV[7])
redis.call('HSET', KEYS[2], 'tail', ARGV[5])
if ARGV[8] ~= '' then redis.call('HSET', KEYS[2], 'id', ARGV[8]) end
redis.call('PEXPIRE', KEYS[1], ARGV[10])
redis.call('PEXPIRE', KEYS[2], ARGV[11])
redis.call('PUBLISH', ARGV[13], 'grew ' .. ARGV[5])
return { 1 }
