-- The stream tells the answer no more. KEYS: the kept answer; the stream. ARGV: the caller's stream, the answer ('' to keep nothing), its
-- life in ms.
if ARGV[2] ~= '' then redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
return 1
