-- What was said so far in place of the oldest batches. KEYS: log, meta. ARGV: base's seq, base, first seq to keep.
if redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
redis.call('HSET', KEYS[2], 'base_seq', ARGV[1], 'base', ARGV[2])
redis.call('XTRIM', KEYS[1], 'MINID', ARGV[3] .. '-0')
return 1
