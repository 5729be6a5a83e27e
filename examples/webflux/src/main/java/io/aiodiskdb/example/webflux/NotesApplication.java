package io.aiodiskdb.example.webflux;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Keeps notes in {@code data/notes}. */
@SpringBootApplication
public class NotesApplication {

    /**
     * Starts it.
     *
     * @param arguments properties, such as {@code --aiodiskdb.path=/srv/notes}
     */
    public static void main(String[] arguments) {
        SpringApplication.run(NotesApplication.class, arguments);
    }
}
