// What a group's page does with JavaScript on. Without it, the same page works by forms and links.

import { start as startComposer } from './composer.js';
import { start as startConnection } from './connection.js';
import { start as startHistory } from './history.js';
import { start as startOutbox } from './outbox.js';
import { start as startScrolling } from './scrolling.js';
import { start as startTimeline } from './timeline.js';

document.documentElement.classList.add('js');
startTimeline();
startScrolling();
startHistory();
startOutbox();
startComposer();
startConnection();
