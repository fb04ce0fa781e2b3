package dev.sluice.redis;

import dev.sluice.model.RedisConfig.Address;
import io.vertx.core.Future;

/** Which server a command goes to: always the same one, or a cluster's by its slot. Belongs to the link's loop. */
interface Servers {
    /** Connects. Fails where the first attempt did, and goes on trying all the same. */
    Future<Void> start();

    /** Whether every server is connected. */
    boolean up();

    /** Who answers for a slot ({@link HashSlot#ANY} for whoever is there); null where nobody is known. */
    Peer at(int slot);

    /** Who was named in a redirection; null where it is not known (yet). */
    Peer named(Address address);

    /** A server said that a slot is elsewhere. Completes once that was looked up. */
    Future<Void> moved();

    /** An address for the pub/sub connection: a message goes to all servers, whichever it is published at. */
    Future<Address> forListening();

    void close();
}
