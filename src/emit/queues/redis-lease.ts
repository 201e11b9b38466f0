/** The Lua by which one consumer of a group at a time holds the lease to read Redis Streams: every language must run the same. */

/** Takes the lease KEYS[1] for the member ARGV[1], ARGV[2] milliseconds long, or renews it for the member that has it. */
export const HOLD_LEASE = `local holder = redis.call("GET", KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2])
return 1`;

/** Gives the lease back, where the member still has it. */
export const RELEASE_LEASE = `if redis.call("GET", KEYS[1]) == ARGV[1] then return redis.call("DEL", KEYS[1]) end
return 0`;
