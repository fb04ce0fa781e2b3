package dev.sluice.hub;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests of which each has a hub of its own. */
abstract class InHubRoom {
    HubRoom room;

    /** One permit and one place in the line, unless a test says otherwise. */
    HubRoom make() throws Exception {
        return new HubRoom(1, 1);
    }

    @BeforeEach
    final void openRoom() throws Exception {
        room = make();
    }

    @AfterEach
    final void shutRoom() throws Exception {
        room.close();
    }
}
