package dev.sluice.admission;

import dev.sluice.model.Principal;
import java.util.HashMap;
import java.util.Map;

/**
 * How much each user has going: tickets that wait and permits that are out. Only users who have any are here. Guarded
 * by its queue.
 */
final class Users {
    private final Map<Id, User> users = new HashMap<>();

    /** Users are the tenant's: two tenants may both have a "1". */
    private record Id(String tenant, String user) {}

    static final class User {
        private final Id id;
        private int outstanding;

        private User(Id id) {
            this.id = id;
        }

        int outstanding() {
            return outstanding;
        }
    }

    /** Whoever this is; not kept until {@link #add}. */
    User of(Principal who) {
        Id id = new Id(who.tenant(), who.user());
        User user = users.get(id);
        return user == null ? new User(id) : user;
    }

    void add(User user) {
        if (user.outstanding++ == 0) users.put(user.id, user);
    }

    void remove(User user) {
        if (--user.outstanding == 0) users.remove(user.id);
    }

    int size() {
        return users.size();
    }
}
