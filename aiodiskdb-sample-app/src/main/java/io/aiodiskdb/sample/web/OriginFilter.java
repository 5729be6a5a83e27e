package io.aiodiskdb.sample.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Refuses what pages of other web sites make a browser send.
 *
 * <p>Who can reach the port may use the application, and a browser on this computer can, whatever page it shows. Two doors
 * are shut: a request has to come from a page of this application, or from no page at all, but for somebody who follows a
 * link to here; and it has to name a host that this application is known by, or else a page could have its own name resolve
 * to 127.0.0.1 and would be of the same origin then (DNS rebinding).
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class OriginFilter extends OncePerRequestFilter {

    private static final Set<String> LINK_METHODS = Set.of("GET", "HEAD");
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");
    private static final String LIVE_EVENTS = "/live";

    private final HostNames hosts;
    private final JsonMapper json;

    OriginFilter(SampleProperties properties, JsonMapper json) {
        this.hosts = new HostNames(properties.allowedHosts());
        this.json = json;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!hosts.allow(request.getHeader(HttpHeaders.HOST))) {
            refuse(
                    response,
                    "The application is not known by the name in the Host header. Names other than those of this"
                            + " computer itself are to be listed in sample.allowed-hosts.");
        } else if (isForeign(request) && !isFollowedLink(request)) {
            refuse(response, "Requests from the pages of other web sites are refused.");
        } else {
            chain.doFilter(request, response);
        }
    }

    /**
     * A page in a frame is not one, and neither is a window full of live events, which would take a place. The path is the
     * servlet container's, decoded and without parameters: the raw one has many spellings.
     */
    private static boolean isFollowedLink(HttpServletRequest request) {
        String destination = request.getHeader("Sec-Fetch-Dest");
        return LINK_METHODS.contains(request.getMethod())
                && "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
                && (destination == null || destination.equals("document"))
                && !request.getServletPath().equals(LIVE_EVENTS);
    }

    /** Browsers send at least one of the two headers; who sends neither is no browser. */
    private static boolean isForeign(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !OWN_SITES.contains(site)) {
            return true;
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin != null && !isSameHost(origin, request.getHeader(HttpHeaders.HOST));
    }

    /** Without the scheme: what ends TLS in front of the application need not tell it so. */
    private static boolean isSameHost(String origin, @Nullable String host) {
        try {
            String authority = new URI(origin).getRawAuthority();
            return authority != null && host != null && authority.equals(host.toLowerCase(Locale.ROOT));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private void refuse(HttpServletResponse response, String detail) throws IOException {
        response.setStatus(HttpStatus.FORBIDDEN.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream()
                .write(json.writeValueAsBytes(ProblemDetail.forStatusAndDetail(HttpStatus.FORBIDDEN, detail)));
    }
}
