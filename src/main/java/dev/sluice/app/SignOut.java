package dev.sluice.app;

import dev.sluice.channel.Channels;
import dev.sluice.model.Principal;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionStore;
import java.util.Set;
import java.util.function.Consumer;

/** Ends the sessions of those who are here by a credential that is gone; the others are turned away when they come. Any thread. */
final class SignOut implements Consumer<Set<Principal>> {
    private final Channels channels;
    private final SessionStore sessions;

    SignOut(Channels channels, SessionStore sessions) {
        this.channels = channels;
        this.sessions = sessions;
    }

    @Override
    public void accept(Set<Principal> gone) {
        for (SessionId id : channels.connected())
            sessions.find(id).onSuccess(state -> {
                if (gone.contains(state.principal())) sessions.end(id);
            });
    }
}
