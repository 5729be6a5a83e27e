package io.aiodiskdb.spring.event;

import io.aiodiskdb.AioDiskDb;

/** Is told of each configured database before it starts, to miss none of its events. Beans of this type are told in their order. */
@FunctionalInterface
public interface DatabaseObserver {

    /**
     * Takes a database; it is better not used yet.
     *
     * @param name its name
     * @param database not started yet
     */
    void connect(String name, AioDiskDb database);
}
