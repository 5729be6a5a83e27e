/** The page, used as visitors use it: in a browser, against the runnable jar. */
package io.aiodiskdb.sample.browser;
