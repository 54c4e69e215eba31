-- SPDX-License-Identifier: MIT
--
-- Which database this is: what a client remembers of the change numbers of one says nothing of another.

INSERT OR IGNORE INTO settings (key, value) VALUES ('epoch', lower(hex(randomblob(4))));
