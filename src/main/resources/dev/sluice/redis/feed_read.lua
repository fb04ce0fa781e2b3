-- What follows in a feed; the feed anew, where there is none and the caller says how it begins.
-- KEYS: log, meta. ARGV: after, most entries, life in ms, epoch or '', tail. Yields epoch, tail, entries.
local meta = redis.call('HMGET', KEYS[2], 'epoch', 'tail')
if not meta[1] then
  if ARGV[4] == '' then return false end
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[2], 'epoch', ARGV[4], 'tail', ARGV[5])
  meta = { ARGV[4], ARGV[5] }
end
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return { meta[1], meta[2], redis.call('XRANGE', KEYS[1], '(' .. ARGV[1] .. '-0', '+', 'COUNT', ARGV[2]) }
