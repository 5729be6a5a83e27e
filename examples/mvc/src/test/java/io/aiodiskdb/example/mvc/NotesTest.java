package io.aiodiskdb.example.mvc;

import io.aiodiskdb.spring.test.autoconfigure.AutoConfigureAioDiskDb;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The whole application over HTTP, on a database in a temporary directory. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureAioDiskDb
class NotesTest {

    @LocalServerPort
    private int port;

    private RestTestClient client = RestTestClient.bindToServer().build();

    @BeforeEach
    void connect() {
        client = RestTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port)
                .build();
    }

    @Test
    void storesANoteAndShowsIt() {
        URI note = client.post()
                .uri("/notes")
                .body("buy bread")
                .exchange()
                .expectStatus()
                .isCreated()
                .expectBody()
                .isEmpty()
                .getResponseHeaders()
                .getLocation();

        client.get()
                .uri(String.valueOf(note))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .isEqualTo("buy bread");
    }

    @Test
    void findsNothingWhereThereIsNoNote() {
        client.get().uri("/notes/7:0:5").exchange().expectStatus().isNotFound();
    }

    @Test
    void refusesWhatIsNoLocation() {
        client.get().uri("/notes/first").exchange().expectStatus().isBadRequest();
    }
}
