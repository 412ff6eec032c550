-- Puts the members that a process has in a room in the place of those that were noted before.
-- KEYS: the process's members of the room
-- ARGV: how long they are kept (ms), then connections and descriptions in turn

redis.call('UNLINK', KEYS[1])
for i = 2, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return {}
